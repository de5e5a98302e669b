import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitTable } from '../../src/base/bits.js'
import { Random } from '../../src/base/random.js'
import type { PiecePicker } from '../../src/peer/policy.js'
import { PICKERS } from '../../src/policy/catalogue.js'
import { chiSquare, chiSquareLimit } from '../base/chi-square.js'
import { history, hundredths } from '../base/histories.js'

/** What happens to a picker: a neighbour gets a piece, one that has it goes, or it is asked. */
const histories = fc.record({
  pieces: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 130 })),
  seed: fc.nat(9999).map(String),
  steps: history(
    fc.record({
      what: fc.constantFrom('got', 'got', 'lost', 'next'),
      piece: fc.nat(129),
      share: hundredths(1),
    }),
    200,
  ),
})

/** Some pieces, at least one, as row 1 of a table whose other rows are full. */
function candidates(pieces: number, chosen: readonly number[]): BitTable {
  const table = new BitTable(3, pieces)
  table.fill(0)
  table.fill(2)
  for (const piece of chosen) table.add(1, piece)
  return table
}

/** Plays a history to a picker; `judges` sees each answer with what it might have been. */
function plays(
  name: string,
  judges: (picked: number, offered: readonly number[], copies: readonly number[]) => void,
): void {
  fc.assert(
    fc.property(histories, ({ pieces, seed, steps }) => {
      const picker = PICKERS[name].make(pieces, new Random(seed, 'pick'))
      const copies = new Array<number>(pieces).fill(0)
      const chance = new Random(seed, 'test')
      for (const { what, piece: any, share } of steps) {
        const piece = any % pieces
        if (what === 'got') {
          copies[piece]++
          picker.gotHave(piece)
        } else if (what === 'lost' && copies[piece] > 0) {
          copies[piece]--
          picker.lostHave(piece)
        } else {
          const all = Array.from({ length: pieces }, (_, i) => i)
          const offered = all.filter((one) => one === piece || chance.next() < share)
          judges(picker.next(candidates(pieces, offered), 1, 0), offered, copies)
        }
      }
    }),
    { numRuns: 300 },
  )
}

/** How often each candidate is picked first, over many streams of chance. */
function firstPicks(
  name: string,
  pieces: number,
  offered: readonly number[],
  prepare: (picker: PiecePicker) => void,
): number[] {
  const counts = offered.map(() => 0)
  for (let seed = 0; seed < 8000; seed++) {
    const picker = PICKERS[name].make(pieces, new Random(`${seed}`, 'pick'))
    prepare(picker)
    counts[offered.indexOf(picker.next(candidates(pieces, offered), 1, 0))]++
  }
  return counts
}

describe('rarest first', () => {
  it('picks one of the pieces that the fewest neighbours hold', () => {
    plays('rarest-first', (picked, offered, copies) => {
      const fewest = Math.min(...offered.map((piece) => copies[piece]))
      expect(offered).toContain(picked)
      expect(copies[picked]).toBe(fewest)
    })
  })

  it('breaks ties at random, each with equal chance', () => {
    const offered = [1, 2, 30, 31, 32, 33, 63, 64, 99]
    const counts = firstPicks('rarest-first', 100, offered, (picker) => {
      for (let piece = 0; piece < 100; piece++) picker.gotHave(piece)
    })
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length - 1))
  })

  it('breaks ties anew among those that have become equal', () => {
    const rare = [5, 40, 41, 90]
    const counts = firstPicks('rarest-first', 100, rare, (picker) => {
      for (let piece = 0; piece < 100; piece++) {
        for (let i = 0; i < 50; i++) picker.gotHave(piece)
      }
      for (const piece of rare) for (let i = 0; i < 49; i++) picker.lostHave(piece)
    })
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length - 1))
  })

  it('picks a piece again that became rare because its holders went', () => {
    const picker = PICKERS['rarest-first'].make(3, new Random('', ''))
    for (const piece of [0, 1, 1, 2, 2, 2]) picker.gotHave(piece)
    expect(picker.next(candidates(3, [1, 2]), 1, 0)).toBe(1)
    picker.lostHave(2)
    picker.lostHave(2)
    expect(picker.next(candidates(3, [1, 2]), 1, 0)).toBe(2)
  })

  it('counts as many copies as a large swarm has', () => {
    const picker = PICKERS['rarest-first'].make(2, new Random('', ''))
    for (let i = 0; i < 5000; i++) picker.gotHave(0)
    for (let i = 0; i < 5001; i++) picker.gotHave(1)
    expect(picker.next(candidates(2, [0, 1]), 1, 0)).toBe(0)
  })
})

describe('random', () => {
  it('picks one of those offered', () => {
    plays('random', (picked, offered) => expect(offered).toContain(picked))
  })

  it('picks each with equal chance, however rare', () => {
    const offered = [0, 7, 31, 32, 64, 65, 127]
    const counts = firstPicks('random', 128, offered, (picker) => {
      for (let i = 0; i < 9; i++) picker.gotHave(31)
    })
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length - 1))
  })
})

describe('in order', () => {
  it('picks the first of those offered, however rare', () => {
    plays('in-order', (picked, offered) => expect(picked).toBe(Math.min(...offered)))
  })
})
