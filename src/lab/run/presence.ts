/** Means over the time of a run from the end of its warm-up on; NaN if it ended before. */
export interface PresenceMeans {
  readonly leechers: number
  readonly seeds: number
  /** Links of a present peer: its degree. */
  readonly links: number
}

/**
 * Averages over time how many leechers and seeds are present and how many links they have. The
 * peers are counted at every change, the links at every sample.
 */
export class Presence {
  readonly #fromSeconds: number
  #leechers = 0
  #seeds = 0
  #countedAt = 0
  #leecherSeconds = 0
  #seedSeconds = 0
  #linkSeconds = 0
  #linkedPeerSeconds = 0

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

  /** Counts `links` ends of links at `peers` present peers, for the time since `before`. */
  sampled(before: number, now: number, links: number, peers: number): void {
    const seconds = this.#steadySeconds(before, now)
    this.#linkSeconds += links * seconds
    this.#linkedPeerSeconds += peers * seconds
  }

  /** Returns the means up to `now`. */
  means(now: number): PresenceMeans {
    const seconds = this.#steadySeconds(0, now)
    // Added here and not kept, so that a look at the means changes no later figure.
    const since = this.#steadySeconds(this.#countedAt, now)
    return {
      leechers: (this.#leecherSeconds + this.#leechers * since) / seconds,
      seeds: (this.#seedSeconds + this.#seeds * since) / seconds,
      links: this.#linkSeconds / this.#linkedPeerSeconds,
    }
  }

  #count(now: number): void {
    const seconds = this.#steadySeconds(this.#countedAt, now)
    this.#leecherSeconds += this.#leechers * seconds
    this.#seedSeconds += this.#seeds * seconds
    this.#countedAt = Math.max(now, this.#countedAt)
  }

  #steadySeconds(from: number, to: number): number {
    return Math.max(0, to - Math.max(from, this.#fromSeconds))
  }
}
