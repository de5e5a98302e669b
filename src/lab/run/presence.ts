import type { LinkCounter } from '../../peer/links.js'

/** Means over the time of a run from the end of its warm-up on; NaN if it ended before. */
export interface PresenceMeans {
  readonly leechers: number
  readonly seeds: number
  /** Links of a present peer: its degree. */
  readonly links: number
}

/**
 * Averages over time how many leechers and seeds are present and how many links they have. Both are
 * counted at every change, so the means depend on no sample.
 */
export class Presence implements LinkCounter {
  readonly #fromSeconds: number
  #leechers = 0
  #seeds = 0
  /** Ends of links at the present peers. */
  #links = 0
  #countedAt = 0
  #leecherSeconds = 0
  #seedSeconds = 0
  #linkSeconds = 0

  /** `fromSeconds`: the end of the warm-up. */
  constructor(fromSeconds: number) {
    this.#fromSeconds = fromSeconds
  }

  /** Adds peers that come (or leave, if negative) at `now`. */
  change(now: number, leechers: number, seeds: number): void {
    this.#count(now)
    this.#leechers += leechers
    this.#seeds += seeds
  }

  /** Adds (or takes) an end of a link, or as many as a peer has that leaves at `now`. */
  linked(now: number, change: number): void {
    this.#count(now)
    this.#links += change
  }

  /** Returns the means up to `now`. */
  means(now: number): PresenceMeans {
    const seconds = this.#steadySeconds(0, now)
    // Added here and not kept, so that a look at the means changes no later figure.
    const since = this.#steadySeconds(this.#countedAt, now)
    const leecherSeconds = this.#leecherSeconds + this.#leechers * since
    const seedSeconds = this.#seedSeconds + this.#seeds * since
    const linkSeconds = this.#linkSeconds + this.#links * since
    return {
      leechers: leecherSeconds / seconds,
      seeds: seedSeconds / seconds,
      links: linkSeconds / (leecherSeconds + seedSeconds),
    }
  }

  #count(now: number): void {
    const seconds = this.#steadySeconds(this.#countedAt, now)
    this.#leecherSeconds += this.#leechers * seconds
    this.#seedSeconds += this.#seeds * seconds
    this.#linkSeconds += this.#links * seconds
    this.#countedAt = Math.max(now, this.#countedAt)
  }

  #steadySeconds(from: number, to: number): number {
    return Math.max(0, to - Math.max(from, this.#fromSeconds))
  }
}
