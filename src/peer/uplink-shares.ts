/** No share is less than this, or a link of none would be served never. */
const MIN_SHARE = 1e-3

/**
 * How a choker divides the uplink among those that it serves: turns of a block in proportion to
 * shares, by stride scheduling (Waldspurger and Weihl 1995). Whoever had nothing to send for a
 * while comes first once, and has saved up nothing. Rows begin at 0 with the peer's first link.
 */
export class UplinkShares {
  readonly #share: Float64Array
  /** A row a link: on the clock of turns, when it is to have its next. */
  readonly #due: Float64Array
  /** The clock of turns: one more when all links together had a turn. */
  #turns = 0

  /** `links` rows at most; all have the same share. */
  constructor(links: number) {
    this.#share = new Float64Array(links).fill(1)
    this.#due = new Float64Array(links)
  }

  /** Gives a row its share, in proportion to those of the others; what it waits for shrinks. */
  setShare(row: number, share: number): void {
    const next = Math.max(share, MIN_SHARE)
    const waits = Math.max(0, this.#due[row] - this.#turns)
    this.#due[row] = this.#turns + (waits * this.#share[row]) / next
    this.#share[row] = next
  }

  /** Of those who wait the one with the least has the next turn. */
  due(row: number): number {
    return this.#due[row]
  }

  /** The row has had its turn. */
  tookTurn(row: number): void {
    this.#turns = Math.max(this.#turns, this.#due[row])
    this.#due[row] = this.#turns + 1 / this.#share[row]
  }
}
