import * as M from './memory.js'

/** The bytes that a peer counts, for the tracker and for whoever measures. */
export abstract class PeerFigures {
  readonly #figures: Float64Array
  /** Where the peer's figures begin. */
  readonly #at: number

  constructor(memory: M.PeerMemory, peer: number) {
    this.#figures = memory.figures
    this.#at = peer * 8
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
}
