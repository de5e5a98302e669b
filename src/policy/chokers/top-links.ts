/**
 * The links with the highest scores, best first. Among equal scores the higher tie-break goes
 * first. A choker keeps one of these for life, so that a rechoke allocates nothing.
 */
export class TopLinks {
  /** How many of `links` are set. */
  count = 0
  readonly links: Int32Array
  readonly #scores: Float64Array
  readonly #ties: Float64Array
  /** The most links to keep. */
  #limit: number

  constructor(capacity: number) {
    this.#limit = capacity
    this.links = new Int32Array(capacity)
    this.#scores = new Float64Array(capacity)
    this.#ties = new Float64Array(capacity)
  }

  /** Removes all links; at most `limit` are kept from now on. */
  clear(limit = this.links.length): void {
    this.count = 0
    this.#limit = limit
  }

  /** Inserts a link by its score and tie-break, if it is among the best. */
  offer(link: number, score: number, tie: number): void {
    const { links } = this
    const scores = this.#scores
    const ties = this.#ties
    const limit = this.#limit
    let at = this.count
    while (at > 0 && (scores[at - 1] < score || (scores[at - 1] === score && ties[at - 1] < tie)))
      at--
    if (at >= limit) return
    if (this.count < limit) this.count++
    for (let i = this.count - 1; i > at; i--) {
      links[i] = links[i - 1]
      scores[i] = scores[i - 1]
      ties[i] = ties[i - 1]
    }
    links[at] = link
    scores[at] = score
    ties[at] = tie
  }

  /** The lowest score that is kept; -Infinity while there is room. */
  get lowestScore(): number {
    return this.count < this.#limit || this.count === 0
      ? Number.NEGATIVE_INFINITY
      : this.#scores[this.count - 1]
  }
}
