import { INTERESTED, OPTIMISTIC, type TradingGraph, UNCHOKES } from './trading-graph.js'

/** Two leechers that would both gain if they unchoked each other. */
export interface ImprovingPair {
  readonly one: number
  readonly other: number
  /** What each would gain over its worst regular slot, bytes/s. */
  readonly oneGains: number
  readonly otherGains: number
  /** The neighbour that each would drop; null if a slot is free or not reciprocated. */
  readonly oneDrops: number | null
  readonly otherDrops: number | null
}

/** The improving pairs of a swarm at one instant. */
export interface ImprovingPairs {
  /** Pairs of leechers that are linked and interested in each other. */
  readonly interestedCount: number
  /** Those of them that improve; null if the measure does not apply. */
  readonly improvingCount: number | null
  /** `improvingCount` / `interestedCount`; null if there is no pair or no such measure. */
  readonly share: number | null
  /** Why `share` is null; null if it is not. */
  readonly reason: string | null
  /** The pairs, if they were asked for. */
  readonly pairs: readonly ImprovingPair[]
}

/** Why a swarm has no share: two leechers are never interested in each other. */
export const NO_PAIR = 'no two linked leechers are interested in each other'

/** Why a swarm has no share: some leecher, or group of them, has any number of slots. */
export function unboundedReason(who: string): string {
  return `${who} has no fixed number of regular slots`
}

/** The worst regular slot of each leecher. */
interface WorstSlots {
  /** What it brings, bytes/s; Infinity if the leecher has no regular slot. */
  readonly bytesPerSecond: Float64Array
  /** Who is in it, if it brings something; -1 if it is free or not reciprocated. */
  readonly neighbour: Int32Array
}

/**
 * Finds the pairs of leechers that would both gain by an exchange. Choking is a search for such
 * pairs (Cohen 2003); when none is left, the swarm is pairwise stable (Gai et al. 2006).
 *
 * Two linked leechers that are interested in each other are an improving pair if neither serves the
 * other, and each would get more from the other than from the worst of its own regular slots. A
 * slot of a peer carries its upload capacity / its number of regular slots. A regular slot brings
 * what the neighbour in it sends back by a regular slot; one that is free or not reciprocated
 * brings 0. Optimistic unchokes never count, neither as slots nor as service. A leecher without
 * regular slots is in no improving pair.
 *
 * The share is null if some leecher has any number of slots, as with `unchoke-all`. With `listed`
 * the pairs are listed in the order of the links.
 */
export function improvingPairs(graph: TradingGraph, listed = false): ImprovingPairs {
  const { linkCount, ones, others, slotBytesPerSecond } = graph
  const worst = worstSlots(graph)
  const pairs: ImprovingPair[] = []
  let interestedCount = 0
  let improvingCount = 0
  for (let link = 0; link < linkCount; link++) {
    if (!isInterestedPair(graph, link)) continue
    interestedCount++
    if (serves(graph.oneStates[link]) || serves(graph.otherStates[link])) continue
    const one = ones[link]
    const other = others[link]
    if (!(slotBytesPerSecond[other] > worst.bytesPerSecond[one])) continue
    if (!(slotBytesPerSecond[one] > worst.bytesPerSecond[other])) continue
    improvingCount++
    if (listed) pairs.push(pairOf(graph, worst, one, other))
  }
  if (graph.unbounded >= 0) {
    const reason = unboundedReason(`peer ${graph.unbounded}`)
    return { interestedCount, improvingCount: null, share: null, reason, pairs: [] }
  }
  if (interestedCount === 0) {
    return { interestedCount, improvingCount, share: null, reason: NO_PAIR, pairs }
  }
  const share = improvingCount / interestedCount
  return { interestedCount, improvingCount, share, reason: null, pairs }
}

/** Finds the worst regular slot of each leecher. */
function worstSlots(graph: TradingGraph): WorstSlots {
  const { peerCount, linkCount, ones, others, oneStates, otherStates, regularSlots } = graph
  const worst = {
    bytesPerSecond: new Float64Array(peerCount).fill(Number.POSITIVE_INFINITY),
    neighbour: new Int32Array(peerCount).fill(-1),
  }
  const reciprocated = new Int32Array(peerCount)
  for (let link = 0; link < linkCount; link++) {
    if (!serves(oneStates[link]) || !serves(otherStates[link])) continue
    if (!isInterestedPair(graph, link)) continue
    reciprocated[ones[link]]++
    reciprocated[others[link]]++
    noteSlot(graph, worst, ones[link], others[link])
    noteSlot(graph, worst, others[link], ones[link])
  }
  for (let peer = 0; peer < peerCount; peer++) {
    if (reciprocated[peer] >= regularSlots[peer]) continue
    worst.bytesPerSecond[peer] = 0
    worst.neighbour[peer] = -1
  }
  return worst
}

/** Notes a regular slot of a peer that the neighbour reciprocates, if it is the worst so far. */
function noteSlot(graph: TradingGraph, worst: WorstSlots, peer: number, neighbour: number): void {
  const bytesPerSecond = graph.slotBytesPerSecond[neighbour]
  if (bytesPerSecond >= worst.bytesPerSecond[peer]) return
  worst.bytesPerSecond[peer] = bytesPerSecond
  worst.neighbour[peer] = neighbour
}

/** Tells whether both ends of a link are leechers that are interested in each other. */
function isInterestedPair(graph: TradingGraph, link: number): boolean {
  const { isLeecher, ones, others, oneStates, otherStates } = graph
  const areLeechers = isLeecher[ones[link]] & isLeecher[others[link]]
  return areLeechers === 1 && (oneStates[link] & otherStates[link] & INTERESTED) !== 0
}

/** Tells whether a peer in this state serves the neighbour by a regular slot. */
function serves(state: number): boolean {
  return (state & (UNCHOKES | OPTIMISTIC)) === UNCHOKES
}

function pairOf(graph: TradingGraph, worst: WorstSlots, one: number, other: number): ImprovingPair {
  const { slotBytesPerSecond } = graph
  const { bytesPerSecond, neighbour } = worst
  const droppedBy = (peer: number) => (neighbour[peer] < 0 ? null : neighbour[peer])
  return {
    one,
    other,
    oneGains: slotBytesPerSecond[other] - bytesPerSecond[one],
    otherGains: slotBytesPerSecond[one] - bytesPerSecond[other],
    oneDrops: droppedBy(one),
    otherDrops: droppedBy(other),
  }
}
