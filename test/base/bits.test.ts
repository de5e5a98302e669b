import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitTable, lowestBit, popcount } from '../../src/base/bits.js'
import { history } from './histories.js'

const words = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const rows = 3

const steps = fc.record({
  what: fc.constantFrom('add', 'add', 'add', 'remove', 'clear', 'fill', 'copy', 'meet', 'grow'),
  row: fc.nat(rows - 1),
  other: fc.nat(rows - 1),
  bit: fc.nat(200),
})
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never

/** Reference model of a bit table: one Set per row. */
function change(sets: Set<number>[], length: number, { what, row, other, bit }: Step): void {
  const set = sets[row]
  if (what === 'add') set.add(bit % length)
  if (what === 'remove') set.delete(bit % length)
  if (what === 'clear') set.clear()
  if (what === 'fill') for (let i = 0; i < length; i++) set.add(i)
  if (what === 'copy') sets[row] = new Set(sets[other])
  if (what === 'meet') sets[row] = new Set([...sets[other]].filter((i) => sets[bit % rows].has(i)))
}

function changeTable(table: BitTable, { what, row, other, bit }: Step): boolean | undefined {
  if (what === 'add') table.add(row, bit % table.length)
  if (what === 'remove') table.remove(row, bit % table.length)
  if (what === 'clear') table.clear(row)
  if (what === 'fill') table.fill(row)
  if (what === 'copy') table.copy(row, table, other)
  if (what === 'grow') table.grow(table.words.length / table.stride + (bit % 3))
  if (what === 'meet') return table.intersect(row, other, table, bit % rows)
  return undefined
}

function agrees(table: BitTable, sets: readonly Set<number>[]): void {
  for (const [row, set] of sets.entries()) {
    const bits = [...set].sort((a, b) => a - b)
    expect(table.count(row)).toBe(bits.length)
    const found: number[] = []
    for (let i = table.nextSet(row, 0); i >= 0; i = table.nextSet(row, i + 1)) found.push(i)
    expect(found).toEqual(bits)
    expect(bits.map((_, rank) => table.select(row, rank))).toEqual(bits)
    expect(table.select(row, bits.length)).toBe(-1)
    for (let i = 0; i < table.length; i++) expect(table.has(row, i)).toBe(set.has(i))
  }
}

describe('a 32-bit word', () => {
  it('has the bit count and the lowest bit of its binary digits', () => {
    fc.assert(
      fc.property(words, (word) => {
        const digits = (word >>> 0).toString(2)
        expect(popcount(word)).toBe(digits.replaceAll('0', '').length)
        if (word !== 0) expect(lowestBit(word)).toBe(digits.length - 1 - digits.lastIndexOf('1'))
      }),
    )
    expect([popcount(0), popcount(-1), lowestBit(-(2 ** 31))]).toEqual([0, 32, 31])
  })
})

describe('a bit table', () => {
  it.each([1, 31, 32, 33, 64, 100])(
    'with rows of %i bits agrees with one Set per row',
    (length) => {
      fc.assert(
        fc.property(history(steps, 60), (changes) => {
          const table = new BitTable(rows, length)
          const sets = Array.from({ length: rows }, () => new Set<number>())
          for (const step of changes) {
            const any = changeTable(table, step)
            change(sets, length, step)
            if (any !== undefined) expect(any).toBe(sets[step.row].size > 0)
          }
          agrees(table, sets)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('intersects with a row of another table', () => {
    const mine = new BitTable(2, 70)
    const theirs = new BitTable(4, 70)
    for (const bit of [0, 33, 69]) mine.add(1, bit)
    for (const bit of [33, 34, 69]) theirs.add(3, bit)
    expect(mine.intersect(0, 1, theirs, 3)).toBe(true)
    expect([mine.count(0), mine.has(0, 33), mine.has(0, 69)]).toEqual([2, true, true])
    expect(mine.intersect(0, 1, theirs, 2)).toBe(false)
    expect(mine.count(0)).toBe(0)
  })
})
