import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Digest } from '../../src/base/digest.js'

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const words = fc.array(word, { minLength: 1, maxLength: 50, size: 'max' })

function ofInts(values: readonly number[]): string {
  const digest = new Digest()
  for (const value of values) digest.int(value)
  return digest.hex()
}

function ofFloats(values: readonly number[]): string {
  const digest = new Digest()
  for (const value of values) digest.float(value)
  return digest.hex()
}

describe('a digest', () => {
  it('is sixteen hex digits', () => {
    fc.assert(fc.property(words, (values) => /^[0-9a-f]{16}$/.test(ofInts(values))))
  })

  it('is the same for the same words', () => {
    fc.assert(fc.property(words, (values) => ofInts(values) === ofInts([...values])))
  })

  it('changes when a single bit changes', () => {
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(31), (values, any, bit) => {
        const changed = [...values]
        changed[any % values.length] ^= 1 << bit
        expect(ofInts(changed)).not.toBe(ofInts(values))
      }),
      { numRuns: 2000 },
    )
  })

  it('changes when two words are swapped or a word is appended, even 0', () => {
    fc.assert(
      fc.property(words, fc.nat(), (values, any) => {
        const at = any % values.length
        const swapped = [...values]
        ;[swapped[0], swapped[at]] = [swapped[at], swapped[0]]
        if (values[0] !== values[at]) expect(ofInts(swapped)).not.toBe(ofInts(values))
        expect(ofInts([...values, 0])).not.toBe(ofInts(values))
      }),
    )
  })

  it('can be read at any time without changing it', () => {
    const digest = new Digest()
    digest.int(1)
    digest.hex()
    digest.int(2)
    expect(digest.hex()).toBe(ofInts([1, 2]))
  })

  it('differs for numbers that differ in their last bit, and for 0 and -0', () => {
    const third = 1 / 3
    expect(ofFloats([third])).not.toBe(ofFloats([third + Number.EPSILON / 4]))
    expect(ofFloats([0])).not.toBe(ofFloats([-0]))
    expect(ofFloats([Number.POSITIVE_INFINITY])).not.toBe(ofFloats([Number.MAX_VALUE]))
  })

  // A million pairs of 64 bits would collide by chance once in 37 million runs.
  it('has no collisions among many short sequences', () => {
    const seen = new Set<string>()
    for (let a = 0; a < 200; a++) for (let b = 0; b < 200; b++) seen.add(ofInts([a, b]))
    expect(seen.size).toBe(40_000)
  })

  // Each input bit flips each output bit about half the time: 64 x 1,000 flips, 4 sigma = 506.
  it('changes half of its bits when one input bit flips', () => {
    let flips = 0
    for (let i = 0; i < 1000; i++) {
      const [a, b] = [ofInts([i, i * 7, 5]), ofInts([i ^ (1 << (i & 31)), i * 7, 5])]
      const difference = BigInt(`0x${a}`) ^ BigInt(`0x${b}`)
      flips += difference.toString(2).replaceAll('0', '').length
    }
    expect(Math.abs(flips - 32_000)).toBeLessThan(506)
  })
})
