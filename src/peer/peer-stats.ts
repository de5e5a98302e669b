import * as M from './peer-columns.js'

/**
 * What a peer shows: when to wake it, what it holds, the bytes that it counts, how long it was shut
 * out, its neighbours.
 */
export abstract class PeerStats {
  readonly #columns: M.PeerColumns
  readonly #figures: Float64Array
  /** Where the peer's figures begin. */
  readonly #at: number
  /** The row of `holdings` in the columns with what the peer holds. */
  readonly ownRow: number
  /** Links that we want something of and that let us download. */
  unchokedByCount = 0

  /** The peer arrives, with no link yet. */
  constructor(now: number, columns: M.PeerColumns, peer: number) {
    this.#columns = columns
    this.#figures = columns.stats
    this.#at = peer * 8
    this.ownRow = columns.ownRow(peer)
    this.#figures[this.#at + M.CHOKED_SINCE] = now
  }

  /** The instant at which `wake` wants to be called, seconds. */
  get wakeAt(): number {
    return this.#figures[this.#at + M.WAKE_AT]
  }

  /** Payload bytes sent and received, for the tracker. */
  get uploadedBytes(): number {
    return this.#figures[this.#at + M.UPLOADED]
  }

  get downloadedBytes(): number {
    return this.#figures[this.#at + M.DOWNLOADED]
  }

  /** Of those received: bytes that were here already. */
  get duplicateBytes(): number {
    return this.#figures[this.#at + M.DUPLICATE]
  }

  /** Of those received: thrown away because their piece's hash was wrong. */
  get corruptBytes(): number {
    return this.#figures[this.#at + M.CORRUPT]
  }

  /**
   * Seconds between its arrival and `until` for which nobody of whom it wants something let it
   * download; `until` is now, or the instant of its completion, after which it wants nothing.
   */
  chokedSeconds(until: number): number {
    const before = this.#figures[this.#at + M.CHOKED_SECONDS]
    return this.unchokedByCount > 0
      ? before
      : before + until - this.#figures[this.#at + M.CHOKED_SINCE]
  }

  /** One door more is open. */
  protected unchokedByOne(now: number): void {
    const figures = this.#figures
    if (this.unchokedByCount++ > 0) return
    figures[this.#at + M.CHOKED_SECONDS] += now - figures[this.#at + M.CHOKED_SINCE]
  }

  /** One door less is open. */
  protected chokedByOne(now: number): void {
    if (--this.unchokedByCount === 0) this.#figures[this.#at + M.CHOKED_SINCE] = now
  }

  /** Whether the neighbour holds every piece. */
  isSeed(link: number): boolean {
    return this.#columns.held(link) === this.#columns.geometry.pieceCount
  }

  /** Whether the neighbour is proven to have sent corrupt blocks. */
  isGuilty(link: number): boolean {
    return (this.#columns.flags[link] & M.GUILTY) !== 0
  }
}
