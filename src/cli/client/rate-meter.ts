/** A counter at an instant. */
interface Sample {
  readonly at: number
  readonly count: number
}

/** The rate at which counters grow, by name, over the last seconds. */
export class RateMeter {
  /** Least recently noted first. */
  readonly #samples = new Map<string, Sample[]>()
  readonly #windowSeconds: number

  /** A rate is averaged over so many seconds. */
  constructor(windowSeconds: number) {
    this.#windowSeconds = windowSeconds
  }

  /** How many counters are remembered: none that was not noted for a window. */
  get size(): number {
    return this.#samples.size
  }

  /** Notes where a counter stands, and answers its rate a second. */
  rate(now: number, name: string, count: number): number {
    const samples = this.#samples.get(name) ?? []
    this.#samples.delete(name)
    this.#samples.set(name, samples)
    samples.push({ at: now, count })
    while (samples.length > 2 && now - samples[1].at >= this.#windowSeconds) samples.shift()
    this.#forget(now)
    const [oldest] = samples
    return now > oldest.at ? (count - oldest.count) / (now - oldest.at) : 0
  }

  /** Neighbours come and go, each with counters of its own. */
  #forget(now: number): void {
    for (const [name, samples] of this.#samples) {
      if (now - samples[samples.length - 1].at <= this.#windowSeconds) break
      this.#samples.delete(name)
    }
  }
}
