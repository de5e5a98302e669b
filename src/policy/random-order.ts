import type { BitTable } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { PiecePicker } from '../peer/policy.js'

/** Picks any piece that it can get, each with equal chance. */
export class RandomOrder implements PiecePicker {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  gotHave(_piece: number): void {}

  lostHave(_piece: number): void {}

  next(candidates: BitTable): number {
    return candidates.select(0, this.#random.below(candidates.count(0)))
  }
}
