import type { Random } from '../../base/random.js'
import type { LinkView } from '../../peer/policy.js'
import { Newcomers } from './newcomers.js'

/** So many ranks that two links of a peer hardly ever draw the same one. */
const RANGE = 2 ** 30

/**
 * A random rank for each link, drawn once when it opens. It decides between links of equal score.
 * Their rows would favour those that came first, and a new draw each round would pass slots around
 * for nothing.
 */
export class TieBreaks {
  readonly #random: Random
  readonly #newcomers: Newcomers
  readonly #ranks: Int32Array

  /** Makes room for this many rows. */
  constructor(links: number, random: Random) {
    this.#random = random
    this.#newcomers = new Newcomers(links)
    this.#ranks = new Int32Array(links)
  }

  /** Draws a rank for each link that opened since the last call. */
  update(links: LinkView): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0 || !this.#newcomers.isNew(links, link)) continue
      this.#ranks[link - links.first] = this.#random.below(RANGE)
    }
  }

  /** Returns the rank of a row: the higher one goes first. */
  of(row: number): number {
    return this.#ranks[row]
  }
}
