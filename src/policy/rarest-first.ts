import { type BitTable, lowestBit } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { PiecePicker } from '../peer/policy.js'

/** Ties are broken by a number below this. */
const TIES = 0x10000

/**
 * Picks the piece that the fewest neighbours hold (Cohen 2003, section 2.4.2). Ties are broken by a
 * random order that each peer draws once: a piece is picked only once, so that equals a new draw
 * each time.
 */
export class RarestFirst implements PiecePicker {
  /** Copies among the neighbours. Apart from the ties: a `have` touches only these. */
  readonly #copies: Uint16Array
  readonly #ties: Uint16Array

  constructor(pieceCount: number, random: Random) {
    this.#copies = new Uint16Array(pieceCount)
    this.#ties = new Uint16Array(pieceCount)
    for (let piece = 0; piece < pieceCount; piece++) this.#ties[piece] = random.below(TIES)
  }

  gotHave(piece: number): void {
    this.#copies[piece]++
  }

  lostHave(piece: number): void {
    this.#copies[piece]--
  }

  next(candidates: BitTable, row: number): number {
    const copies = this.#copies
    const ties = this.#ties
    const { words, stride } = candidates
    const from = row * stride
    let best = -1
    let bestKey = Number.POSITIVE_INFINITY
    for (let w = 0; w < stride; w++) {
      for (let word = words[from + w]; word !== 0; word &= word - 1) {
        const piece = (w << 5) + lowestBit(word)
        const key = copies[piece] * TIES + ties[piece]
        if (key < bestKey) {
          bestKey = key
          best = piece
        }
      }
    }
    return best
  }
}
