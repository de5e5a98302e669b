import { Random } from '../../base/random.js'

/** Draws the values of a random scenario from one stream. */
export class Draw {
  readonly #random: Random

  constructor(seed: string) {
    this.#random = new Random(seed, 'fuzz')
  }

  /** Returns true with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.#random.next() < probability
  }

  /** Returns one of the values, all equally likely. */
  pick<T>(values: readonly T[]): T {
    return values[this.#random.below(values.length)]
  }

  /** Returns a whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + this.#random.below(most - least + 1)
  }

  /** Returns a number whose logarithm is uniform, with three digits: small and large are alike. */
  spread(least: number, most: number): number {
    const value = least * (most / least) ** this.#random.next()
    return Math.min(most, Math.max(least, Number(value.toPrecision(3))))
  }
}
