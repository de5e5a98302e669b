import * as M from './memory.js'

/**
 * What a peer shows: when to wake it, what it holds, the bytes that it counts, how long it was shut
 * out, its neighbours.
 */
export abstract class PeerFigures {
  readonly #memory: M.PeerMemory
  readonly #figures: Float64Array
  /** Where the peer's figures begin. */
  readonly #at: number
  /** The row of `holdings` in the memory with what the peer holds. */
  readonly ownRow: number
  /** Links that we want something of and that let us download. */
  openDoors = 0

  /** The peer arrives, with no link yet. */
  constructor(now: number, memory: M.PeerMemory, peer: number) {
    this.#memory = memory
    this.#figures = memory.figures
    this.#at = peer * 8
    this.ownRow = memory.ownRow(peer)
    this.#figures[this.#at + M.SHUT_OUT_AT] = now
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
  shutOutSeconds(until: number): number {
    const before = this.#figures[this.#at + M.SHUT_OUT_SECONDS]
    return this.openDoors > 0 ? before : before + until - this.#figures[this.#at + M.SHUT_OUT_AT]
  }

  /** One door more is open. */
  protected doorOpened(now: number): void {
    const figures = this.#figures
    if (this.openDoors++ > 0) return
    figures[this.#at + M.SHUT_OUT_SECONDS] += now - figures[this.#at + M.SHUT_OUT_AT]
  }

  /** One door less is open. */
  protected doorShut(now: number): void {
    if (--this.openDoors === 0) this.#figures[this.#at + M.SHUT_OUT_AT] = now
  }

  /** Whether the neighbour holds every piece. */
  isSeed(link: number): boolean {
    return this.#memory.held(link) === this.#memory.geometry.pieceCount
  }

  /** Whether the neighbour is proven to have sent corrupt blocks. */
  isGuilty(link: number): boolean {
    return (this.#memory.flags[link] & M.GUILTY) !== 0
  }
}
