import seedrandom from 'seedrandom'

/**
 * A stream of chance. The same seed and name give the same draws on every machine, and a draw
 * in one stream moves nothing in another.
 */
export class Random {
  readonly #draw: () => number

  constructor(seed: string, name: string) {
    this.#draw = seedrandom.alea(`${seed}/${name}`)
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.#draw()
  }

  /** A whole number, uniform from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#draw() * limit)
  }

  /** Exponentially distributed with this mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#draw())
  }
}
