import type { BitTable } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { PiecePicker } from '../peer/policy.js'
import { Rarity } from './rarity.js'

/** Picks the piece that the fewest neighbours hold, ties at random (Cohen 2003, section 2.4.2). */
export class RarestFirst implements PiecePicker {
  /** Copies among the neighbours. Apart from the ties: a `have` touches only these. */
  readonly #copies: Uint16Array
  readonly #rarity: Rarity

  constructor(pieceCount: number, random: Random) {
    this.#copies = new Uint16Array(pieceCount)
    this.#rarity = new Rarity(pieceCount, random)
  }

  gotHave(piece: number): void {
    this.#copies[piece]++
  }

  lostHave(piece: number): void {
    this.#copies[piece]--
  }

  next(candidates: BitTable, row: number): number {
    return this.#rarity.rarest(this.#copies, candidates, row, 0)
  }
}
