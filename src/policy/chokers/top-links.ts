/**
 * The best few links by a score, best first. Equals keep the order in which they came.
 * A choker keeps one of these for life, so that a rechoke allocates nothing.
 */
export class TopLinks {
  /** Seats taken: `links[0]` to `links[taken - 1]`. */
  count = 0
  readonly links: Int32Array
  readonly #scores: Float64Array
  /** Seats that may be taken. */
  #limit: number

  constructor(seats: number) {
    this.#limit = seats
    this.links = new Int32Array(seats)
    this.#scores = new Float64Array(seats)
  }

  /** Empties all seats, of which `limit` may be taken from now on. */
  clear(limit = this.links.length): void {
    this.count = 0
    this.#limit = limit
  }

  /** Seats the link where its score belongs; the last one may lose its seat for it. */
  offer(link: number, score: number): void {
    const { links } = this
    const scores = this.#scores
    const limit = this.#limit
    let at = this.count
    while (at > 0 && scores[at - 1] < score) at--
    if (at >= limit) return
    if (this.count < limit) this.count++
    for (let i = this.count - 1; i > at; i--) {
      links[i] = links[i - 1]
      scores[i] = scores[i - 1]
    }
    links[at] = link
    scores[at] = score
  }

  /** The lowest score that has a seat, or -Infinity while seats are free. */
  get lowestScore(): number {
    return this.count < this.#limit || this.count === 0
      ? Number.NEGATIVE_INFINITY
      : this.#scores[this.count - 1]
  }
}
