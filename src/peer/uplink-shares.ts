/** The least share: a link with a share of 0 would never be served. */
const MIN_SHARE = 1e-3

/**
 * Divides the uplink among the links that a choker serves. Each turn sends one block, and turns are
 * proportional to shares, by stride scheduling (Waldspurger and Weihl 1995). A link that was idle
 * goes first once, but has saved up no turns. Rows begin at 0 with the peer's first link.
 */
export class UplinkShares {
  readonly #share: Float64Array
  /** When each link's next turn is due, in virtual time. */
  readonly #due: Float64Array
  /** The virtual time: the latest due time of a turn taken. A turn at share 1 lasts 1. */
  #turns = 0

  /** Makes `links` rows, all with the same share. */
  constructor(links: number) {
    this.#share = new Float64Array(links).fill(1)
    this.#due = new Float64Array(links)
  }

  /** Sets a row's share, relative to the others'; its remaining wait is scaled to match. */
  setShare(row: number, share: number): void {
    const next = Math.max(share, MIN_SHARE)
    const waits = Math.max(0, this.#due[row] - this.#turns)
    this.#due[row] = this.#turns + (waits * this.#share[row]) / next
    this.#share[row] = next
  }

  /** Returns when the row's turn is due: the waiting row with the lowest value goes next. */
  due(row: number): number {
    return this.#due[row]
  }

  /** Counts a turn that the row has taken. */
  tookTurn(row: number): void {
    this.#turns = Math.max(this.#turns, this.#due[row])
    this.#due[row] = this.#turns + 1 / this.#share[row]
  }
}
