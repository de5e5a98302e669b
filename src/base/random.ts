import seedrandom from 'seedrandom'

/**
 * A stream of random numbers. The same seed and name give the same numbers on every machine, and
 * drawing from one stream changes nothing in another.
 */
export class Random {
  readonly #draw: () => number

  constructor(seed: string, name: string) {
    this.#draw = seedrandom.alea(`${seed}/${name}`)
  }

  /** Returns a number that is uniform in [0, 1). */
  next(): number {
    return this.#draw()
  }

  /** Returns a whole number that is uniform from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#draw() * limit)
  }

  /** Returns an exponentially distributed number with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#draw())
  }
}
