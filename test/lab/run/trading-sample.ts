import fc from 'fast-check'
import {
  INTERESTED,
  OPTIMISTIC,
  TradingGraph,
  UNCHOKES,
} from '../../../src/lab/run/trading-graph.js'

/** A peer of an invented swarm. */
export interface Trader {
  readonly up: number
  readonly regularSlots: number
  readonly isSeed: boolean
}

/** What a peer does on a link. */
export interface Deed {
  readonly interested: boolean
  readonly unchokes: boolean
  readonly optimistic: boolean
}

/** A swarm at one instant. `deeds[i][j]` is what i does to j; undefined if they are not linked. */
export interface Market {
  readonly traders: readonly Trader[]
  readonly deeds: readonly (readonly (Deed | undefined)[])[]
}

/** A peer that does nothing but wait. */
export const IDLE: Deed = { interested: true, unchokes: false, optimistic: false }
/** A peer that serves by a regular slot. */
export const SERVES: Deed = { ...IDLE, unchokes: true }
/** A peer that serves by an optimistic slot. */
export const TRIES: Deed = { ...SERVES, optimistic: true }

/** Returns the trading graph of a market, with one link for each pair. */
export function graphOf({ traders, deeds }: Market): TradingGraph {
  const graph = new TradingGraph(traders.length)
  for (const [peer, { up, regularSlots, isSeed }] of traders.entries()) {
    if (!isSeed) graph.addLeecher(peer, up, regularSlots)
  }
  for (const [i, j] of pairsOf(traders.length)) {
    const [one, other] = [deeds[i][j], deeds[j][i]]
    if (one && other) graph.addLink(i, j, stateOf(one), stateOf(other))
  }
  return graph
}

function stateOf({ interested, unchokes, optimistic }: Deed): number {
  return (
    (interested ? INTERESTED : 0) +
    (unchokes ? UNCHOKES : 0) +
    (unchokes && optimistic ? OPTIMISTIC : 0)
  )
}

/** Lists all pairs of so many peers. */
export function pairsOf(count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    Array.from({ length: count - i - 1 }, (_, k): [number, number] => [i, i + 1 + k]),
  )
}

/** Finds interested and improving pairs from the definition alone, looking at every pair. */
export function bruteForce(market: Market) {
  const { traders, deeds } = market
  const interested = pairsOf(traders.length).filter(
    ([i, j]) =>
      !traders[i].isSeed &&
      !traders[j].isSeed &&
      deeds[i][j]?.interested === true &&
      deeds[j][i]?.interested === true,
  )
  const improving = interested.filter(
    ([i, j]) =>
      !serves(market, i, j) &&
      !serves(market, j, i) &&
      slotRate(traders[j]) > worstSlot(market, i) &&
      slotRate(traders[i]) > worstSlot(market, j),
  )
  return { interested, improving }
}

/** What the worst regular slot of a peer brings; Infinity if it has none. */
export function worstSlot(market: Market, peer: number): number {
  const { traders } = market
  const served = traders.flatMap((_, k) => (serves(market, peer, k) ? [k] : []))
  const { regularSlots } = traders[peer]
  if (served.length > regularSlots) throw new Error(`peer ${peer} serves ${served.length}`)
  const brought = served.map((k) => (serves(market, k, peer) ? slotRate(traders[k]) : 0))
  const free = Array.from({ length: regularSlots - served.length }, () => 0)
  return Math.min(...brought, ...free)
}

/** Whether leecher i serves leecher j by a regular slot: a seed needs nothing. */
function serves({ traders, deeds }: Market, i: number, j: number): boolean {
  const deed = deeds[i][j]
  if (deed === undefined || traders[i].isSeed || traders[j].isSeed) return false
  return deed.unchokes && !deed.optimistic && deeds[j][i]?.interested === true
}

function slotRate({ up, regularSlots }: Trader): number {
  return regularSlots === 0 ? 0 : up / regularSlots
}

const trader: fc.Arbitrary<Trader> = fc.record({
  // Few values, so that there are ties.
  up: fc.constantFrom(0, 10, 20, 30, 60),
  regularSlots: fc.integer({ min: 0, max: 3 }),
  isSeed: fc.boolean(),
})

/** Invented swarms of a few peers, none of which serves more than its slots. */
export const markets: fc.Arbitrary<Market> = fc
  .array(fc.tuple(trader, fc.nat(3)), { minLength: 2, maxLength: 8 })
  .chain((drawn) => {
    const traders = drawn.map(([one, luck]) => ({ ...one, isSeed: luck === 0 && one.isSeed }))
    const cell = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9))
    const row = fc.array(cell, { minLength: traders.length, maxLength: traders.length })
    return fc
      .array(row, { minLength: traders.length, maxLength: traders.length })
      .map((cells) => ({ traders, deeds: deedsOf(traders, cells) }))
  })

/** Draws links, interest and slots; most peers are linked and interested. */
function deedsOf(
  traders: readonly Trader[],
  cells: readonly (readonly (readonly [number, number, number])[])[],
): (Deed | undefined)[][] {
  const isLinked = (i: number, j: number) => i !== j && cells[Math.min(i, j)][Math.max(i, j)][0] > 1
  const wants = (i: number, j: number) => cells[i][j][1] > 1
  return traders.map(({ regularSlots, isSeed }, i) => {
    let free = regularSlots
    return traders.map((_, j) => {
      if (!isLinked(i, j)) return undefined
      const luck = cells[i][j][2]
      const isTried = luck > 7
      // Only interest makes an unchoke a slot: a fast neighbour may be unchoked without.
      const isServed = luck > 2 && !isTried && (free > 0 || !wants(j, i))
      if (isServed && wants(j, i) && !isSeed && !traders[j].isSeed) free--
      return { interested: wants(i, j), unchokes: isServed || isTried, optimistic: isTried }
    })
  })
}
