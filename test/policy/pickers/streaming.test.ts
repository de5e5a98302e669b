import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitTable } from '../../../src/base/bits.js'
import { Random } from '../../../src/base/random.js'
import { PICKERS } from '../../../src/policy/catalogue.js'
import { history } from '../../base/histories.js'
import { ToldCopies } from './told-copies.js'

const MISSING = 0
const OFFERED = 1

/** Returns the missing pieces and, among them, the available ones. */
function tableOf(pieces: number, missing: readonly number[], offered: readonly number[]): BitTable {
  const table = new BitTable(3, pieces)
  table.fill(2)
  for (const piece of missing) table.add(MISSING, piece)
  for (const piece of offered) table.add(OFFERED, piece)
  return table
}

const all = (pieces: number) => Array.from({ length: pieces }, (_, piece) => piece)

/** Returns the permitted picks, by the definition. */
function byTheBook(
  offered: readonly number[],
  missing: readonly number[],
  copies: readonly number[],
  window: number,
): { urgent: number | undefined; others: number[] } {
  const last = missing[Math.min(window, missing.length) - 1]
  const fewest = (of: readonly number[]) => Math.min(...of.map((piece) => copies[piece]))
  const inside = offered.filter((piece) => piece <= last)
  const outside = offered.filter((piece) => piece > last)
  const rarest = (of: readonly number[]) => of.filter((piece) => copies[piece] === fewest(of))
  return { urgent: rarest(inside)[0], others: rarest(outside) }
}

const situations = fc.record({
  pieces: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 130 })),
  window: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 200 })),
  urgent: fc.constantFrom(0, 0.5, 1),
  seed: fc.nat(9999).map(String),
  haves: history(fc.nat(129), 200),
})

describe('streaming', () => {
  it('picks the rarest in the window, the first of equals, or else a rarest other piece', () => {
    fc.assert(
      fc.property(situations, ({ pieces, window, urgent, seed, haves }) => {
        const chance = new Random(seed, 'test')
        const random = new Random(seed, 'pick')
        const picker = PICKERS.streaming.make(pieces, random, { window, urgent })
        const copies = new Array<number>(pieces).fill(0)
        for (const any of haves) copies[any % pieces]++
        const missing = all(pieces).filter(() => chance.next() < 0.7)
        const offered = missing.filter(() => chance.next() < 0.7)
        if (offered.length === 0) return
        const table = tableOf(pieces, missing, offered)
        const picked = picker.next(table, OFFERED, MISSING, new ToldCopies(copies))
        const may = byTheBook(offered, missing, copies, window)
        const isUrgent = picked === may.urgent
        expect(isUrgent || may.others.includes(picked)).toBe(true)
        if (urgent === 1) expect(isUrgent).toBe(may.urgent !== undefined)
        if (urgent === 0) expect(isUrgent).toBe(may.others.length === 0)
      }),
      { numRuns: 500 },
    )
  })

  it('uses the availability at the time of the pick', () => {
    const picker = PICKERS.streaming.make(4, new Random('', ''), { window: 4, urgent: 1 })
    const table = tableOf(4, all(4), all(4))
    expect(picker.next(table, OFFERED, MISSING, new ToldCopies([2, 1, 2, 2]))).toBe(1)
    expect(picker.next(table, OFFERED, MISSING, new ToldCopies([1, 1, 2, 2]))).toBe(0)
  })

  // 4,000 draws at 80 %: four standard deviations are 101.
  it('picks from the window with the given probability', () => {
    const picker = PICKERS.streaming.make(200, new Random('seed', 'pick'))
    const table = tableOf(200, all(200), all(200))
    const nobody = new ToldCopies(new Array(200).fill(0))
    let urgent = 0
    for (let i = 0; i < 4000; i++) if (picker.next(table, OFFERED, MISSING, nobody) < 20) urgent++
    expect(Math.abs(urgent - 3200)).toBeLessThan(101)
  })

  it('moves its window on as pieces are begun', () => {
    const picker = PICKERS.streaming.make(9, new Random('', ''), { window: 2, urgent: 1 })
    const picked: number[] = []
    let missing = [2, 5, 6, 7, 8]
    const copies = new ToldCopies([1, 1, 2, 0, 0, 1, 1, 0, 0])
    while (missing.length > 0) {
      const piece = picker.next(tableOf(9, missing, missing), OFFERED, MISSING, copies)
      picked.push(piece)
      missing = missing.filter((one) => one !== piece)
    }
    expect(picked).toEqual([5, 6, 7, 8, 2])
  })
})

describe('the global-rarest oracle', () => {
  it('picks the piece with the fewest copies in the swarm, whatever the neighbours have', () => {
    const copies = Int32Array.of(5, 1, 3, 2)
    const picker = PICKERS['global-rarest-oracle'].make(4, new Random('', ''), {}, copies)
    const near = new ToldCopies([0, 9, 0, 0])
    expect(picker.next(tableOf(4, all(4), all(4)), OFFERED, MISSING, near)).toBe(1)
    copies[1] = 7
    expect(picker.next(tableOf(4, all(4), all(4)), OFFERED, MISSING, near)).toBe(3)
    expect(picker.next(tableOf(4, all(4), [0, 2]), OFFERED, MISSING, near)).toBe(2)
  })

  it('exists only where copies are counted', () => {
    const { make, isOracle } = PICKERS['global-rarest-oracle']
    expect(isOracle).toBe(true)
    expect(() => make(4, new Random('', ''))).toThrow(/simulator only/)
  })
})
