/** Seconds over which a rate is averaged. */
const WINDOW_SECONDS = 5

/** The rate at which counters grow, by name, over the last seconds. */
export class RateMeter {
  readonly #samples = new Map<string, { at: number; count: number }[]>()

  /** Notes where a counter stands, and answers its rate a second. */
  rate(now: number, name: string, count: number): number {
    const samples = this.#samples.get(name) ?? []
    this.#samples.set(name, samples)
    samples.push({ at: now, count })
    while (samples.length > 2 && now - samples[1].at >= WINDOW_SECONDS) samples.shift()
    const [oldest] = samples
    return now > oldest.at ? (count - oldest.count) / (now - oldest.at) : 0
  }
}
