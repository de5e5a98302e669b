/** The value of a counter at an instant. */
interface Sample {
  readonly at: number
  readonly count: number
}

/** Measures the growth of named counters per second over a moving window. */
export class RateMeter {
  /** The least recently updated counter comes first. */
  readonly #samples = new Map<string, Sample[]>()
  readonly #windowSeconds: number

  /** Averages rates over a window of that many seconds. */
  constructor(windowSeconds: number) {
    this.#windowSeconds = windowSeconds
  }

  /** The number of counters kept: those updated within the window. */
  get size(): number {
    return this.#samples.size
  }

  /** Records a counter's value and returns its rate per second. */
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

  /** Drops counters of neighbours that have gone. */
  #forget(now: number): void {
    for (const [name, samples] of this.#samples) {
      if (now - samples[samples.length - 1].at <= this.#windowSeconds) break
      this.#samples.delete(name)
    }
  }
}
