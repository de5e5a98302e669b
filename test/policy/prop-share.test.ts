import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/base/random.js'
import type { Choker } from '../../src/peer/policy.js'
import { CHOKERS } from '../../src/policy/catalogue.js'
import { tuned } from '../peer/make-peer.js'
import { LinkTable, type Row } from './link-table.js'

const ROUND_BYTES = 1_000_000

function propShare(slots = 4, seed = 'seed'): Choker {
  return CHOKERS['prop-share'].make(tuned({ slots }), new Random(seed, 'choke'))
}

function givers(...rates: number[]): Row[] {
  return rates.map((rate) => ({ interested: true, rate }))
}

/** Rounds in which what is sent is split equally among those served; the share of each row. */
function sharesAfter(rounds: number, table: LinkTable, choker: Choker): number[] {
  for (let i = 0; i < rounds; i++) {
    const served = table.round(choker)
    for (const row of served) table.send(row, ROUND_BYTES / served.length)
  }
  return table.rows.map(({ sent }) => sent / (rounds * ROUND_BYTES))
}

describe('proportional share', () => {
  it('gives each its share of what comes, the largest too', () => {
    const shares = sharesAfter(1000, new LinkTable(givers(60, 20, 15, 5)), propShare())
    for (const [row, share] of [0.6, 0.2, 0.15, 0.05].entries()) {
      expect(shares[row]).toBeCloseTo(share, 2)
    }
  })

  it('explores with a fifth, one guest at a time, when there are newcomers', () => {
    const rows = [...givers(60, 40), ...givers(0, 0, 0, 0)]
    const shares = sharesAfter(3000, new LinkTable(rows), propShare())
    expect(shares[0]).toBeCloseTo(0.48, 2)
    expect(shares[1]).toBeCloseTo(0.32, 2)
    for (const share of shares.slice(2)) expect(Math.abs(share - 0.05)).toBeLessThan(0.02)
  })

  it('serves guests in all slots while nobody gives', () => {
    const table = new LinkTable(givers(0, 0, 0, 0, 0, 0))
    expect(table.round(propShare())).toHaveLength(4)
    expect(table.reasons.filter((reason) => reason === 'optimistic')).toHaveLength(4)
  })

  it('serves alone whoever gives all', () => {
    const table = new LinkTable(givers(9))
    expect(table.round(propShare())).toEqual([0])
    expect(table.reasons).toEqual(['share-due'])
  })

  it('changes nothing between rounds', () => {
    const table = new LinkTable(givers(5, 4, 3, 2, 1, 0))
    const choker = propShare(2)
    for (let i = 0; i < 30; i++) {
      const served = table.round(choker)
      for (const row of served) table.send(row, ROUND_BYTES)
      expect(table.rechoke(choker, false)).toEqual(served)
    }
  })

  it('opens new accounts for those that get the rows of others', () => {
    const table = new LinkTable(givers(1, 1))
    const choker = propShare(1)
    for (let i = 0; i < 3; i++) for (const row of table.round(choker)) table.send(row, 1000)
    table.send(0, 50 * ROUND_BYTES)
    expect(table.round(choker)).toEqual([1])
    for (const row of [0, 1]) table.set(row, { openedAt: table.now, sent: 0, unchoked: false })
    const shares = sharesAfter(10, table, choker)
    // The old accounts would give the second one all for fifty rounds.
    expect(shares[0]).toBeCloseTo(0.5, 2)
  })

  // The oracle: shares by the definition. One served at a time errs by a few rounds at most.
  it('is in proportion over rounds, whatever the rates', () => {
    const rates = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 6 }), (given, slots) => {
        const rounds = 500
        const shares = sharesAfter(rounds, new LinkTable(givers(...given)), propShare(slots))
        const sum = given.reduce((a, b) => a + b, 0)
        for (const [row, rate] of given.entries()) {
          expect(Math.abs(shares[row] - rate / sum)).toBeLessThan(5 / rounds)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('never serves more than it has slots for, nor anyone who wants nothing', () => {
    const rows = fc.array(fc.record({ interested: fc.boolean(), rate: fc.nat(3) }), {
      minLength: 1,
      maxLength: 9,
    })
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (said, slots) => {
        const table = new LinkTable(said)
        const chosen = table.round(propShare(slots))
        const hungry = said.filter(({ interested }) => interested).length
        expect(chosen.length).toBeLessThanOrEqual(slots)
        expect(chosen.length > 0).toBe(hungry > 0)
        for (const row of chosen) expect(said[row].interested).toBe(true)
      }),
    )
  })
})
