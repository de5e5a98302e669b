import { type BitTable, lowestBit } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { PiecePicker } from '../peer/policy.js'

/** Copies are counted above the 16 bits that break ties. */
const COPY = 0x10000

/**
 * Picks the piece that the fewest neighbours hold (Cohen 2003, section 2.4.2). Ties are broken by a
 * random order that each peer draws once: a piece is picked only once, so that equals a new draw
 * each time.
 */
export class RarestFirst implements PiecePicker {
  /** Copies among the neighbours * 65,536 + a random number: the smallest is picked. */
  readonly #keys: Uint32Array

  constructor(pieceCount: number, random: Random) {
    this.#keys = new Uint32Array(pieceCount)
    for (let piece = 0; piece < pieceCount; piece++) this.#keys[piece] = random.below(COPY)
  }

  gotHave(piece: number): void {
    this.#keys[piece] += COPY
  }

  lostHave(piece: number): void {
    this.#keys[piece] -= COPY
  }

  next(candidates: BitTable, row: number): number {
    const keys = this.#keys
    const { words, stride } = candidates
    const from = row * stride
    let best = -1
    let bestKey = Number.POSITIVE_INFINITY
    for (let w = 0; w < stride; w++) {
      for (let word = words[from + w]; word !== 0; word &= word - 1) {
        const piece = (w << 5) + lowestBit(word)
        const key = keys[piece]
        if (key < bestKey) {
          bestKey = key
          best = piece
        }
      }
    }
    return best
  }
}
