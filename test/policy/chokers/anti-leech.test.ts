import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { type Tuning, tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

function antiLeech(tuning: Tuning = { slots: 2, optimisticSlots: 0 }): Choker {
  return CHOKERS['anti-leech'].make(tuned(tuning), new Random('seed', 'choke'))
}

/** Returns takers that have so many of a hundred pieces. */
function holders(...held: number[]): Row[] {
  return held.map((count) => ({ interested: true, held: count }))
}

describe('an anti-leech seed', () => {
  it('serves peers that have just begun or are almost complete', () => {
    const table = new LinkTable(holders(50, 2, 40, 97, 60))
    expect(table.round(antiLeech())).toEqual([1, 3])
    expect(table.reasons[1]).toBe('least-or-most')
    expect(table.reasons[0]).toBe('slots-full')
  })

  it('counts its own uploads to a peer that hides its pieces', () => {
    const table = new LinkTable(holders(0, 20, 20))
    table.set(0, { sent: 50 * 65536 })
    expect(table.round(antiLeech())).toEqual([1, 2])
  })

  it('prefers, among equals, the peer unchoked longest ago', () => {
    const table = new LinkTable(holders(0, 0, 0, 0))
    for (const [row, unchokedAt] of [3, 1, 4, 2].entries()) table.set(row, { unchokedAt })
    expect(table.round(antiLeech())).toEqual([1, 3])
  })

  it('draws who comes first among those that are alike in all', () => {
    const settings = tuned({ slots: 1, optimisticSlots: 0 })
    const first = Array.from({ length: 40 }, (_, seed) => {
      const choker = CHOKERS['anti-leech'].make(settings, new Random(String(seed), 'choke'))
      return new LinkTable(holders(0, 0, 0, 0, 0, 0)).round(choker)[0]
    })
    expect(new Set(first).size).toBeGreaterThan(3)
  })

  it('also has an optimistic unchoke', () => {
    const table = new LinkTable(holders(0, 0, 45, 50, 55))
    const chosen = table.round(antiLeech({ slots: 3, optimisticSlots: 1 }))
    expect(chosen).toHaveLength(3)
    expect(chosen.slice(0, 2)).toEqual([0, 1])
    expect(table.reasons[chosen[2]]).toBe('optimistic')
  })

  // Reference model: sort by the distance to half.
  it('serves the peers farthest from half, whatever they have', () => {
    const rows = fc.array(fc.record({ interested: fc.boolean(), held: fc.nat(99) }), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (given, slots) => {
        const distance = ({ held }: { held: number }) => Math.abs(held - 50)
        const chosen = new LinkTable(given).round(antiLeech({ slots, optimisticSlots: 0 }))
        const hungry = given.filter(({ interested }) => interested)
        const farthest = hungry.map(distance).sort((a, b) => b - a)
        const got = chosen.map((row) => distance(given[row])).sort((a, b) => b - a)
        // Slots without a regular taker become optimistic; none are left over here.
        expect(got).toEqual(farthest.slice(0, slots))
        for (const row of chosen) expect(given[row].interested).toBe(true)
      }),
    )
  })
})
