/** In a link's state: the peer is interested in the neighbour. */
export const INTERESTED = 1
/** In a link's state: the peer unchokes the neighbour. */
export const UNCHOKES = 2
/** In a link's state: it does so by an optimistic slot. */
export const OPTIMISTIC = 4

/**
 * The leechers' links at one instant, with interest and unchokes, as an outside observer sees them:
 * no peer knows that much. Peers have numbers from 0. One that `addLeecher` does not name is a
 * seed, or absent.
 */
export class TradingGraph {
  readonly peerCount: number
  /** For each peer: 1 = a leecher. */
  readonly isLeecher: Uint8Array
  /** For each leecher: what one of its regular slots carries, bytes/s; 0 if it has none. */
  readonly slotBytesPerSecond: Float64Array
  /** For each leecher: its regular slots. */
  readonly regularSlots: Float64Array
  /** A leecher whose number of regular slots is not fixed; -1 for none. */
  unbounded = -1
  linkCount = 0
  /** The ends of each link, and the states of both; only the first `linkCount` count. */
  readonly ones: number[] = []
  readonly others: number[] = []
  readonly oneStates: number[] = []
  readonly otherStates: number[] = []

  constructor(peerCount: number) {
    this.peerCount = peerCount
    this.isLeecher = new Uint8Array(peerCount)
    this.slotBytesPerSecond = new Float64Array(peerCount)
    this.regularSlots = new Float64Array(peerCount)
  }

  /** Adds a leecher; `regularSlots` is undefined if their number is not fixed. */
  addLeecher(peer: number, upBytesPerSecond: number, regularSlots: number | undefined): void {
    this.isLeecher[peer] = 1
    if (regularSlots === undefined) this.unbounded = peer
    this.regularSlots[peer] = regularSlots ?? 0
    this.slotBytesPerSecond[peer] = regularSlots ? upBytesPerSecond / regularSlots : 0
  }

  /** Adds a link; each state is a sum of `INTERESTED`, `UNCHOKES` and `OPTIMISTIC`. */
  addLink(one: number, other: number, oneState: number, otherState: number): void {
    const at = this.linkCount++
    this.ones[at] = one
    this.others[at] = other
    this.oneStates[at] = oneState
    this.otherStates[at] = otherState
  }

  /** Removes all leechers and links. */
  clear(): void {
    this.isLeecher.fill(0)
    this.unbounded = -1
    this.linkCount = 0
  }
}
