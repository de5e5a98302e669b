import * as M from './peer-columns.js'

/** A peer's row of statistics: payload bytes, seconds for which all choked it, its next wake. */
export class PeerStats {
  /** Links that we are interested in and that let us download. */
  unchokedByCount = 0
  readonly #stats: Float64Array
  /** Where the peer's row begins. */
  readonly #at: number

  /** The peer arrives at `now`, without links. */
  constructor(now: number, columns: M.PeerColumns, peer: number) {
    this.#stats = columns.stats
    this.#at = peer * M.PEER_STRIDE
    this.#stats[this.#at + M.CHOKED_SINCE] = now
  }

  /** When the peer wants to be woken, seconds. */
  get wakeAt(): number {
    return this.#stats[this.#at + M.WAKE_AT]
  }

  set wakeAt(seconds: number) {
    this.#stats[this.#at + M.WAKE_AT] = seconds
  }

  /** Payload bytes sent. */
  get uploadedBytes(): number {
    return this.#stats[this.#at + M.UPLOADED]
  }

  /** Payload bytes received. */
  get downloadedBytes(): number {
    return this.#stats[this.#at + M.DOWNLOADED]
  }

  /** Payload bytes received that were here already. */
  get duplicateBytes(): number {
    return this.#stats[this.#at + M.DUPLICATE]
  }

  /** Payload bytes received and discarded, since their piece's hash was wrong. */
  get corruptBytes(): number {
    return this.#stats[this.#at + M.CORRUPT]
  }

  /** Counts payload bytes sent. */
  uploaded(bytes: number): void {
    this.#stats[this.#at + M.UPLOADED] += bytes
  }

  /** Counts payload bytes received. */
  downloaded(bytes: number): void {
    this.#stats[this.#at + M.DOWNLOADED] += bytes
  }

  /** Counts bytes received that were here already. */
  duplicated(bytes: number): void {
    this.#stats[this.#at + M.DUPLICATE] += bytes
  }

  /** Counts bytes discarded because of a wrong hash. */
  discarded(bytes: number): void {
    this.#stats[this.#at + M.CORRUPT] += bytes
  }

  /**
   * Returns the seconds, from its arrival to `until`, for which no link that interested the peer
   * unchoked it. `until` is now or its completion, after which no link interests it.
   */
  chokedSeconds(until: number): number {
    const before = this.#stats[this.#at + M.CHOKED_SECONDS]
    return this.unchokedByCount > 0
      ? before
      : before + until - this.#stats[this.#at + M.CHOKED_SINCE]
  }

  /** Counts one more link that unchokes us. */
  unchokedByOne(now: number): void {
    const stats = this.#stats
    if (this.unchokedByCount++ > 0) return
    stats[this.#at + M.CHOKED_SECONDS] += now - stats[this.#at + M.CHOKED_SINCE]
  }

  /** Counts one link fewer that unchokes us. */
  chokedByOne(now: number): void {
    if (--this.unchokedByCount === 0) this.#stats[this.#at + M.CHOKED_SINCE] = now
  }
}
