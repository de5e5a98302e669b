import type { BitTable } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { Availability, PiecePicker } from '../../peer/policy.js'
import { Rarity } from './rarity.js'

/** Picks the piece that the fewest neighbours hold, ties at random (Cohen 2003, section 2.4.2). */
export class RarestFirst implements PiecePicker {
  readonly #rarity: Rarity

  constructor(pieceCount: number, random: Random) {
    this.#rarity = new Rarity(pieceCount, random)
  }

  next(candidates: BitTable, row: number, _missing: number, availability: Availability): number {
    return this.#rarity.rarest(availability, candidates, row, 0)
  }
}
