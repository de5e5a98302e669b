import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BitTable } from '../../../src/base/bits.js'
import { Random } from '../../../src/base/random.js'
import { PICKERS } from '../../../src/policy/catalogue.js'
import { chiSquare, chiSquareLimit } from '../../base/chi-square.js'
import { history, hundredths } from '../../base/histories.js'
import { ToldCopies } from './told-copies.js'

/** Generates a picker's history: a neighbour gets a piece, one that has it leaves, or a pick. */
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

/** Returns at least one chosen piece, as row 1 of a table whose other rows are full. */
function candidates(pieces: number, chosen: readonly number[]): BitTable {
  const table = new BitTable(3, pieces)
  table.fill(0)
  table.fill(2)
  for (const piece of chosen) table.add(1, piece)
  return table
}

/** Plays a history to a picker; `judges` sees each pick with its alternatives. */
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
        } else if (what === 'lost' && copies[piece] > 0) {
          copies[piece]--
        } else {
          const all = Array.from({ length: pieces }, (_, i) => i)
          const offered = all.filter((one) => one === piece || chance.next() < share)
          const table = candidates(pieces, offered)
          judges(picker.next(table, 1, 0, new ToldCopies(copies)), offered, copies)
        }
      }
    }),
    { numRuns: 300 },
  )
}

/** Counts how often each candidate is picked first, over many random streams. */
function firstPicks(name: string, copies: readonly number[], offered: readonly number[]): number[] {
  const pieces = copies.length
  const counts = offered.map(() => 0)
  for (let seed = 0; seed < 8000; seed++) {
    const picker = PICKERS[name].make(pieces, new Random(`${seed}`, 'pick'))
    const picked = picker.next(candidates(pieces, offered), 1, 0, new ToldCopies(copies))
    counts[offered.indexOf(picked)]++
  }
  return counts
}

describe('rarest first', () => {
  it('picks one of the pieces that the fewest neighbours have', () => {
    plays('rarest-first', (picked, offered, copies) => {
      const fewest = Math.min(...offered.map((piece) => copies[piece]))
      expect(offered).toContain(picked)
      expect(copies[picked]).toBe(fewest)
    })
  })

  it('breaks ties at random with equal probability', () => {
    const offered = [1, 2, 30, 31, 32, 33, 63, 64, 99]
    const counts = firstPicks('rarest-first', new Array(100).fill(1), offered)
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length - 1))
  })

  it('breaks ties at random among a few rare pieces', () => {
    const rare = [5, 40, 41, 90]
    const copies = Array.from({ length: 100 }, (_, piece) => (rare.includes(piece) ? 1 : 50))
    const counts = firstPicks('rarest-first', copies, rare)
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length - 1))
  })

  it('picks a piece again that became rare because its holders left', () => {
    const picker = PICKERS['rarest-first'].make(3, new Random('', ''))
    const table = candidates(3, [1, 2])
    expect(picker.next(table, 1, 0, new ToldCopies([1, 2, 3]))).toBe(1)
    expect(picker.next(table, 1, 0, new ToldCopies([1, 2, 1]))).toBe(2)
  })
})

describe('random', () => {
  it('picks one of the candidates', () => {
    plays('random', (picked, offered) => expect(offered).toContain(picked))
  })

  it('picks each candidate with equal probability, however rare', () => {
    const offered = [0, 7, 31, 32, 64, 65, 127]
    const copies = Array.from({ length: 128 }, (_, piece) => (piece === 31 ? 9 : 0))
    const counts = firstPicks('random', copies, offered)
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(counts.length - 1))
  })
})

describe('in order', () => {
  it('picks the first candidate, however rare', () => {
    plays('in-order', (picked, offered) => expect(picked).toBe(Math.min(...offered)))
  })
})
