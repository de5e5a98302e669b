import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ImprovingPairs,
  improvingPairs,
  NO_PAIR,
} from '../../../src/lab/run/improving-pairs.js'
import { TradingGraph } from '../../../src/lab/run/trading-graph.js'
import {
  bruteForce,
  type Deed,
  graphOf,
  IDLE,
  type Market,
  markets,
  pairsOf,
  SERVES,
  TRIES,
  type Trader,
  worstSlot,
} from './trading-sample.js'

/** Returns a market from its peers' uplinks, all with one regular slot, and its links. */
function market(
  ups: readonly number[],
  links: readonly (readonly [i: number, j: number, one: Deed, other: Deed])[],
  change: Readonly<Record<number, Partial<Trader>>> = {},
): Market {
  const traders = ups.map((up, i) => ({ up, regularSlots: 1, isSeed: false, ...change[i] }))
  const deeds: (Deed | undefined)[][] = ups.map(() => ups.map(() => undefined))
  for (const [i, j, one, other] of links) {
    deeds[i][j] = one
    deeds[j][i] = other
  }
  return { traders, deeds }
}

const found = (made: Market): ImprovingPairs => improvingPairs(graphOf(made), true)
const namesOf = ({ pairs }: ImprovingPairs) => pairs.map(({ one, other }) => [one, other])

describe('improving pairs', () => {
  it('are those that the definition finds among all pairs', () => {
    fc.assert(
      fc.property(markets, (made) => {
        const { interested, improving } = bruteForce(made)
        const result = found(made)
        expect(result.interestedCount).toBe(interested.length)
        expect(result.improvingCount).toBe(improving.length)
        expect(namesOf(result)).toEqual(improving)
        for (const { one, other, oneGains, otherGains } of result.pairs) {
          const { up, regularSlots } = made.traders[other]
          expect(oneGains).toBe(up / regularSlots - worstSlot(made, one))
          expect(oneGains).toBeGreaterThan(0)
          expect(otherGains).toBeGreaterThan(0)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('are left by no stable b-matching, and come back if two partners part', () => {
    const crowd = fc.array(
      fc.record({
        up: fc.constantFrom(0, 12, 24, 36, 72),
        regularSlots: fc.integer({ min: 0, max: 4 }),
      }),
      { minLength: 2, maxLength: 12 },
    )
    fc.assert(
      fc.property(crowd, fc.infiniteStream(fc.nat(3)), fc.nat(), (drawn, luck, which) => {
        const traders = drawn.map((one) => ({ ...one, isSeed: false }))
        const links = pairsOf(traders.length).filter(() => (luck.next().value ?? 0) > 0)
        const matched = stableMatching(traders, links)
        const state = (pairs: readonly (readonly number[])[]) => {
          const deeds: (Deed | undefined)[][] = traders.map(() => traders.map(() => undefined))
          for (const [i, j] of links) deeds[i][j] = deeds[j][i] = IDLE
          for (const [i, j] of pairs) deeds[i][j] = deeds[j][i] = SERVES
          return found({ traders, deeds })
        }
        expect(namesOf(state(matched))).toEqual([])
        if (matched.length === 0) return
        const [parted] = matched.splice(which % matched.length, 1)
        const isWorthIt = parted.every((i) => traders[i].up > 0)
        if (isWorthIt) expect(namesOf(state(matched))).toContainEqual(parted)
      }),
      { numRuns: 500 },
    )
  })
})

/**
 * The stable b-matching of Gai et al. 2006: the peers take turns, the one whose slots carry most
 * first, and each fills its slots with the best linked peers that have a slot left.
 */
function stableMatching(traders: readonly Trader[], links: readonly (readonly number[])[]) {
  const rate = (i: number) => traders[i].up / traders[i].regularSlots
  const able = traders.flatMap(({ regularSlots }, i) => (regularSlots > 0 ? [i] : []))
  const order = able.sort((a, b) => rate(b) - rate(a) || a - b)
  const free = traders.map(({ regularSlots }) => regularSlots)
  const matched: [number, number][] = []
  for (const [rank, i] of order.entries()) {
    for (const j of order.slice(rank + 1)) {
      const pair: [number, number] = [Math.min(i, j), Math.max(i, j)]
      if (free[i] === 0 || free[j] === 0) continue
      if (!links.some(([a, b]) => a === pair[0] && b === pair[1])) continue
      matched.push(pair)
      free[i]--
      free[j]--
    }
  }
  return matched
}

describe('two leechers', () => {
  it('with free slots improve, however slow they are', () => {
    const result = found(market([1, 900], [[0, 1, IDLE, IDLE]]))
    const nobody = { oneDrops: null, otherDrops: null }
    expect(result).toEqual({
      interestedCount: 1,
      improvingCount: 1,
      share: 1,
      reason: null,
      pairs: [{ one: 0, other: 1, oneGains: 900, otherGains: 1, ...nobody }],
    })
  })

  it('are not listed unless asked for', () => {
    const graph = graphOf(market([1, 900], [[0, 1, IDLE, IDLE]]))
    expect(improvingPairs(graph)).toMatchObject({ improvingCount: 1, share: 1, pairs: [] })
  })

  it.each<[string, Deed, Deed]>([
    ['unchoke each other', SERVES, SERVES],
    ['serve one way for nothing', SERVES, IDLE],
    ['serve the other way for nothing', IDLE, SERVES],
  ])('that %s do not improve, and count', (_, one, other) => {
    const result = found(market([5, 5], [[0, 1, one, other]]))
    expect(result).toMatchObject({ interestedCount: 1, improvingCount: 0, share: 0, reason: null })
  })

  it.each<[string, Deed, Deed]>([
    ['one way', TRIES, IDLE],
    ['the other way', IDLE, TRIES],
    ['both ways', TRIES, TRIES],
  ])('that try each other optimistically %s still improve', (_, one, other) => {
    expect(found(market([5, 5], [[0, 1, one, other]])).share).toBe(1)
  })

  it.each<[string, Deed, Deed]>([
    ['one', { ...IDLE, interested: false }, IDLE],
    ['the other', IDLE, { ...IDLE, interested: false }],
  ])('of which %s is not interested do not count', (_, one, other) => {
    const result = found(market([5, 5], [[0, 1, one, other]]))
    expect(result).toMatchObject({ interestedCount: 0, share: null, reason: NO_PAIR })
  })

  it.each([0, 1])('of which peer %d is a seed do not count', (seed) => {
    const result = found(market([5, 5], [[0, 1, IDLE, IDLE]], { [seed]: { isSeed: true } }))
    expect(result).toMatchObject({ interestedCount: 0, share: null, reason: NO_PAIR })
  })

  it.each([0, 1])('of which peer %d has no slot or no uplink do not improve', (poor) => {
    for (const change of [{ regularSlots: 0 }, { up: 0 }]) {
      const result = found(market([5, 5], [[0, 1, IDLE, IDLE]], { [poor]: change }))
      expect(result).toMatchObject({ interestedCount: 1, share: 0 })
    }
  })

  it('of which one has any number of slots have no share', () => {
    const graph = new TradingGraph(2)
    graph.addLeecher(0, 5, 1)
    graph.addLeecher(1, 5, undefined)
    graph.addLink(0, 1, 1, 1)
    expect(improvingPairs(graph, true)).toEqual({
      interestedCount: 1,
      improvingCount: null,
      share: null,
      reason: 'peer 1 has no fixed number of regular slots',
      pairs: [],
    })
    graph.clear()
    expect(improvingPairs(graph)).toMatchObject({ interestedCount: 0, reason: NO_PAIR })
  })
})

describe('a leecher whose slots are all reciprocated', () => {
  /** Peers 0 and 1 serve each other, as do 2 and 3; 0 and 2 are linked. */
  const couples = (ups: readonly number[], change = {}) =>
    found(
      market(
        ups,
        [
          [0, 1, SERVES, SERVES],
          [2, 3, SERVES, SERVES],
          [0, 2, IDLE, IDLE],
        ],
        change,
      ),
    )

  it('improves with a faster one for which it is faster too, and drops its partner', () => {
    const result = couples([9, 1, 8, 2])
    const gains = { oneGains: 7, otherGains: 7 }
    expect(result.pairs).toEqual([{ one: 0, other: 2, ...gains, oneDrops: 1, otherDrops: 3 }])
    expect(result.share).toBe(1 / 3)
  })

  it.each([
    ['the other is as fast as its partner', [9, 8, 8, 2]],
    ['it is as fast as the other’s partner', [9, 1, 8, 9]],
    ['only it would gain', [1, 1, 8, 2]],
    ['only the other would gain', [9, 9, 8, 2]],
  ])('does not improve if %s', (_, ups) => expect(couples(ups).share).toBe(0))

  it('gets the uplink of a neighbour divided by that neighbour’s slots', () => {
    const change = { 2: { regularSlots: 4 } }
    expect(couples([9, 2, 8, 2], change).share).toBe(0)
    expect(couples([9, 1.9, 8, 2], change).share).toBe(1 / 3)
  })

  it('has a free slot worth 0 if it has one slot more', () => {
    expect(couples([1, 50, 8, 0.5], { 0: { regularSlots: 2 } }).share).toBe(0)
    expect(couples([3, 50, 8, 0.5], { 0: { regularSlots: 2 } }).share).toBe(1 / 3)
  })

  it('gives up the worst of its partners', () => {
    const links = [
      [0, 1, SERVES, SERVES],
      [0, 2, SERVES, SERVES],
      [0, 3, SERVES, SERVES],
      [0, 4, IDLE, IDLE],
    ] as const
    const { pairs } = found(market([9, 5, 3, 4, 6], links, { 0: { regularSlots: 3 } }))
    expect(pairs).toEqual([
      { one: 0, other: 4, oneGains: 3, otherGains: 3, oneDrops: 2, otherDrops: null },
    ])
  })
})

it.each<[string, Deed]>([
  ['not at all', IDLE],
  ['optimistically', TRIES],
])('a slot whose neighbour answers %s brings 0', (_, answer) => {
  const links = [
    [0, 1, SERVES, answer],
    [0, 2, IDLE, IDLE],
  ] as const
  const { pairs } = found(market([9, 50, 1], links))
  expect(pairs).toEqual([
    { one: 0, other: 2, oneGains: 1, otherGains: 9, oneDrops: null, otherDrops: null },
  ])
})

it('an optimistic slot is no slot that brings 0', () => {
  const links = [
    [0, 1, SERVES, SERVES],
    [0, 3, TRIES, IDLE],
    [0, 2, IDLE, IDLE],
  ] as const
  expect(namesOf(found(market([9, 5, 4, 1], links)))).toEqual([])
})
