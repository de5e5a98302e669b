import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { Choker } from '../../../src/peer/policy.js'
import { CHOKERS } from '../../../src/policy/catalogue.js'
import { tuned } from '../../peer/make-peer.js'
import { LinkTable, type Row } from '../link-table.js'

function propShare(slots = 4, seed = 'seed'): Choker {
  return CHOKERS['prop-share'].make(tuned({ slots }), new Random(seed, 'choke'))
}

/** Interested neighbours that give so many bytes in every round. */
class Givers {
  readonly table: LinkTable
  readonly gifts: number[]

  constructor(...gifts: number[]) {
    this.gifts = gifts
    this.table = new LinkTable(gifts.map((): Row => ({ interested: true })))
  }

  /** Lets all give once more and ends the round; returns those served in the next. */
  round(choker: Choker): number[] {
    for (const [row, gift] of this.gifts.entries()) {
      this.table.set(row, { received: this.table.row(row).received + gift })
    }
    return this.table.round(choker)
  }
}

/** Returns the next turns of the uplink, if the served always have requests pending. */
function turnsOf({ shares }: Choker, served: readonly number[], turns: number): number[] {
  if (shares === undefined) throw new Error('it has no shares')
  const counts = new Array<number>(Math.max(...served) + 1).fill(0)
  for (let i = 0; i < turns; i++) {
    const next = served.reduce((a, b) => (shares.due(b) < shares.due(a) ? b : a))
    shares.tookTurn(next)
    counts[next]++
  }
  return counts
}

describe('proportional share', () => {
  it('serves all that gave, in proportion to what they gave in the last round', () => {
    const choker = propShare()
    const givers = new Givers(60, 20, 15, 4, 1)
    const served = givers.round(choker)
    expect(served).toEqual([0, 1, 2, 3, 4])
    expect(turnsOf(choker, served, 100)).toEqual([60, 20, 15, 4, 1])
    givers.gifts.splice(0, 2, 20, 60)
    givers.round(choker)
    const [first, second] = turnsOf(choker, served, 1000)
    expect(Math.abs(first - 200)).toBeLessThan(3)
    expect(Math.abs(second - 600)).toBeLessThan(3)
  })

  it('serves a peer that gave nothing in the last round only as an optimistic unchoke', () => {
    const choker = propShare()
    const givers = new Givers(60, 40)
    givers.round(choker)
    givers.gifts[1] = 0
    expect(givers.round(choker)).toEqual([0, 1])
    expect(givers.table.reasons).toEqual(['share-due', 'optimistic'])
  })

  it('spends a fifth on one optimistic unchoke at a time while there are newcomers', () => {
    const choker = propShare()
    const givers = new Givers(60, 40, 0, 0, 0, 0)
    const guests = new Set<number>()
    for (let i = 0; i < 60; i++) {
      const served = givers.round(choker)
      expect(served).toHaveLength(3)
      const turns = turnsOf(choker, served, 1000)
      expect(Math.abs(turns[0] - 480)).toBeLessThan(3)
      expect(Math.abs(turns[1] - 320)).toBeLessThan(3)
      guests.add(served[2])
    }
    expect(guests.size).toBe(4)
  })

  it('serves optimistic unchokes equally in all slots while no peer gives', () => {
    const choker = propShare()
    const givers = new Givers(0, 0, 0, 0, 0, 0)
    const served = givers.round(choker)
    expect(served).toHaveLength(4)
    expect(givers.table.reasons.filter((reason) => reason === 'optimistic')).toHaveLength(4)
    expect(turnsOf(choker, served, 40).filter((turns) => turns > 0)).toEqual([10, 10, 10, 10])
  })

  it('serves only the peer that gives everything', () => {
    const givers = new Givers(9)
    expect(givers.round(propShare())).toEqual([0])
    expect(givers.table.reasons).toEqual(['share-due'])
  })

  it('changes nothing between rounds', () => {
    const givers = new Givers(5, 4, 3, 2, 1, 0)
    const choker = propShare(2)
    for (let i = 0; i < 30; i++) {
      const served = givers.round(choker)
      for (const row of served) givers.table.set(row, { received: 1e6 * (i + 1) })
      expect(givers.table.rechoke(choker, false)).toEqual(served)
    }
  })

  it('owes nothing to a peer that takes over a row', () => {
    const choker = propShare(1)
    const givers = new Givers(1, 1000)
    givers.round(choker)
    givers.table.set(1, { openedAt: givers.table.now, received: 0, unchoked: false })
    expect(givers.table.rechoke(choker, false)).toContain(0)
    expect(givers.table.reasons).toEqual(['share-due', 'optimistic'])
  })

  // Reference model: shares by the definition. Whole blocks allow an error of one turn.
  it('is proportional within one turn, whatever was given', () => {
    const gifts = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(gifts, fc.integer({ min: 1, max: 500 }), (given, turns) => {
        const choker = propShare()
        const counts = turnsOf(choker, new Givers(...given).round(choker), turns)
        const sum = given.reduce((a, b) => a + b, 0)
        for (const [row, gift] of given.entries()) {
          expect(Math.abs(counts[row] - (turns * gift) / sum)).toBeLessThan(given.length + 1)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('serves interested peers that gave, and at most one optimistic unchoke', () => {
    const rows = fc.array(fc.record({ interested: fc.boolean(), gift: fc.nat(3) }), {
      minLength: 1,
      maxLength: 9,
    })
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (given, slots) => {
        const table = new LinkTable(
          given.map(({ interested, gift }) => ({ interested, received: gift })),
        )
        const chosen = table.round(propShare(slots))
        const hungry = given.flatMap(({ interested }, row) => (interested ? [row] : []))
        const givers = hungry.filter((row) => given[row].gift > 0)
        expect(chosen.filter((row) => given[row].gift > 0)).toEqual(givers)
        const guests = givers.length > 0 ? 1 : slots
        const rest = hungry.length - givers.length
        expect(chosen).toHaveLength(givers.length + Math.min(guests, rest))
        for (const row of chosen) expect(given[row].interested).toBe(true)
      }),
    )
  })
})
