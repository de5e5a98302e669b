import type { Recording } from '../../replay/recording.js'
import { LINK, NO_NEIGHBOUR, PRESENCE, type SwarmState } from '../../replay/swarm-state.js'

/** Two peers, by their numbers. */
export type Pair = readonly [a: number, b: number]

const REGULAR = LINK.unchoked | LINK.optimistic

/**
 * Returns the improving pairs of a moment (Cohen 2003): two leechers that want pieces of each other
 * and serve each other not at all, and of which each would get more from the other than from the
 * worst of its regular slots that is reciprocated. A regular slot that is free or earns nothing
 * counts as nothing. Capacity divided by regular slots stands for what a peer gives to each.
 */
export function improvingPairs(recording: Recording, state: SwarmState): Pair[] {
  const { header } = recording
  const regular = (host: number) => Math.max(1, state.slots[host] - state.optimisticSlots[host])
  const gift = (host: number) => state.upBytesPerSecond[host] / regular(host)
  const isLeecher = (host: number) =>
    state.presence[host] === PRESENCE.here && state.pieceCounts[host] < header.pieceCount
  const worst = Float64Array.from({ length: header.hostCount }, (_, host) =>
    worstReturn(state, host, regular(host), gift),
  )
  const pairs: Pair[] = []
  for (let a = 0; a < header.hostCount; a++) {
    if (!isLeecher(a)) continue
    const end = state.endRow(a)
    for (let row = state.firstRow(a); row < end; row++) {
      const b = state.neighbour[row]
      if (b === NO_NEIGHBOUR || b < a || !isLeecher(b)) continue
      const back = state.rowOf(b, a)
      if (back < 0) continue
      const [ours, theirs] = [state.links[row], state.links[back]]
      if ((ours & theirs & LINK.interested) === 0 || ((ours | theirs) & LINK.unchoked) !== 0) {
        continue
      }
      if (gift(b) > worst[a] && gift(a) > worst[b]) pairs.push([a, b])
    }
  }
  return pairs
}

/** What the worst of a host's regular slots returns to it, bytes/s. */
function worstReturn(
  state: SwarmState,
  host: number,
  slots: number,
  gift: (host: number) => number,
): number {
  let used = 0
  let least = Number.POSITIVE_INFINITY
  const end = state.endRow(host)
  for (let row = state.firstRow(host); row < end; row++) {
    const neighbour = state.neighbour[row]
    if (neighbour === NO_NEIGHBOUR || (state.links[row] & REGULAR) !== LINK.unchoked) continue
    const back = state.rowOf(neighbour, host)
    const isReturned = back >= 0 && (state.links[back] & LINK.unchoked) !== 0
    used++
    least = Math.min(least, isReturned ? gift(neighbour) : 0)
  }
  return used < slots ? 0 : least
}
