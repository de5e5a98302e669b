import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { chiSquare, chiSquareLimit } from '../../base/chi-square.js'
import { history } from '../../base/histories.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

function random(slots = 4): Choker {
  return CHOKERS['random'].make(tuned({ slots }), new Random('seed', 'choke'))
}

function takers(count: number): Row[] {
  return Array.from({ length: count }, () => ({ interested: true }))
}

describe('random slots', () => {
  it('go to as many interested peers as there are slots, in any history', () => {
    const rounds = history(fc.record({ timed: fc.boolean(), row: fc.nat(8), to: fc.boolean() }), 40)
    fc.assert(
      fc.property(rounds, fc.integer({ min: 1, max: 5 }), (changes, slots) => {
        const table = new LinkTable(takers(9))
        const choker = random(slots)
        let before: number[] = []
        for (const { timed, row, to } of changes) {
          table.set(row, { interested: to })
          const chosen = timed ? table.round(choker) : table.rechoke(choker, false)
          const hungry = table.rows.flatMap(({ interested }, at) => (interested ? [at] : []))
          expect(chosen).toHaveLength(Math.min(slots, hungry.length))
          for (const one of chosen) expect(hungry).toContain(one)
          // Between rounds no peer loses a slot while it is interested.
          const kept = before.filter((one) => hungry.includes(one))
          if (!timed) expect(chosen).toEqual(expect.arrayContaining(kept))
          before = chosen
        }
      }),
      { numRuns: 100 },
    )
  })

  it('do not depend on rates, snubs or what was given', () => {
    const table = new LinkTable(takers(8))
    for (let row = 0; row < 8; row++) {
      table.set(row, { rate: 10 ** row, snubbed: row > 3, received: row, sent: 9, held: row })
    }
    const plain = new LinkTable(takers(8))
    const [one, other] = [random(), random()]
    for (let i = 0; i < 50; i++) expect(table.round(one)).toEqual(plain.round(other))
  })

  it('report their reasons', () => {
    const table = new LinkTable([...takers(2), { open: false }, {}])
    const [chosen] = table.round(random(1))
    expect(table.reasons[chosen]).toBe('random')
    expect(table.reasons[1 - chosen]).toBe('slots-full')
    expect(table.reasons.slice(2)).toEqual([undefined, 'not-interested'])
  })

  // Twenty equals, four slots, 5,000 rounds: each row is drawn 1,000 times, and no draw depends on
  // another. Chi-square over the rows, and over how often row 0 comes again the next round.
  it('are drawn again each round, with equal probability', () => {
    const table = new LinkTable(takers(20))
    const choker = random()
    const counts = new Array<number>(20).fill(0)
    const again = [0, 0]
    let was = false
    for (let i = 0; i < 5000; i++) {
      const chosen = table.round(choker)
      for (const row of chosen) counts[row]++
      if (was) again[chosen.includes(0) ? 0 : 1]++
      was = chosen.includes(0)
    }
    expect(chiSquare(counts)).toBeLessThan(chiSquareLimit(19))
    expect(chiSquare(again, [4, 16])).toBeLessThan(chiSquareLimit(1))
  })
})
