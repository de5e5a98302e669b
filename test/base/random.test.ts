import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random.js'
import { chiSquare, chiSquareLimit } from './chi-square.js'

function draws(seed: string, name: string, count = 5): number[] {
  const random = new Random(seed, name)
  return Array.from({ length: count }, () => random.next())
}

describe('a random stream', () => {
  it('repeats for the same seed and name', () => {
    expect(draws('7', 'pick/3')).toEqual(draws('7', 'pick/3'))
  })

  it('differs for another seed or name', () => {
    const streams = [draws('7', 'pick/3'), draws('8', 'pick/3'), draws('7', 'pick/4')]
    expect(new Set(streams.flat()).size).toBe(15)
  })

  it('does not change when another stream is drawn from', () => {
    const [a, b] = [new Random('7', 'a'), new Random('7', 'b')]
    const mixed: number[] = []
    for (let i = 0; i < 5; i++) {
      for (let k = 0; k < i; k++) b.next()
      mixed.push(a.next())
    }
    expect(mixed).toEqual(draws('7', 'a'))
  })

  // These are the exact draws: another generator, or another way to seed it, changes every result.
  it('is the same on every machine', () => {
    const random = new Random('swarm', 'test')
    const digits = Array.from({ length: 4 }, () => random.below(1_000_000))
    expect(digits).toEqual([118449, 906358, 181943, 438843])
  })

  it('is uniform in [0, 1)', () => {
    const counts = new Array<number>(50).fill(0)
    for (const draw of draws('uniform', '', 50_000)) {
      expect(draw).toBeGreaterThanOrEqual(0)
      counts[Math.floor(draw * 50)]++
    }
    expect(counts).toHaveLength(50)
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(49))
  })

  it('is uniform below a limit', () => {
    const random = new Random('below', '')
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < 14_000; i++) counts[random.below(7)]++
    expect(counts).toHaveLength(7)
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(6))
    expect(Array.from({ length: 9 }, () => random.below(1))).toEqual(new Array(9).fill(0))
  })

  // Two correlated streams would fill some of 10 x 10 cells more than others.
  it('is independent of another stream', () => {
    const [a, b] = [new Random('7', 'choke/1'), new Random('7', 'choke/2')]
    const cells = new Array<number>(100).fill(0)
    for (let i = 0; i < 50_000; i++) cells[a.below(10) * 10 + b.below(10)]++
    expect(chiSquare(cells)).toBeLessThan(chiSquareLimit(99))
  })

  it('has first draws that are uniform over names', () => {
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 10_000; i++) counts[new Random('7', `pick/${i}`).below(10)]++
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(9))
  })

  it('draws exponential waits with the given mean', () => {
    const random = new Random('waits', '')
    const waits = Array.from({ length: 40_000 }, () => random.exponential(5))
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    // The standard error of a mean of 40,000 draws is 5 / 200.
    expect(Math.abs(mean - 5)).toBeLessThan(4 * (5 / 200))
    // Ten bins of equal probability, bounded by the quantiles of the distribution.
    const counts = new Array<number>(10).fill(0)
    for (const wait of waits) counts[Math.floor((1 - Math.exp(-wait / 5)) * 10)]++
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(9))
  })
})
