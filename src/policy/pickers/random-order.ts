import type { BitTable } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { PiecePicker } from '../../peer/policy.js'

/** Picks a random candidate, each with equal probability. */
export class RandomOrder implements PiecePicker {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  next(candidates: BitTable, row: number): number {
    return candidates.select(row, this.#random.below(candidates.count(row)))
  }
}
