import { type BitTable, lowestBit } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { Availability } from '../../peer/policy.js'

/** Upper bound (exclusive) of the random numbers that break ties. */
const TIE_RANGE = 0x10000

/**
 * Finds the rarest piece. Ties are broken by a random order that each peer draws once: a piece is
 * picked only once, so that equals a new draw each time.
 */
export class Rarity {
  readonly #ties: Uint16Array

  constructor(pieceCount: number, random: Random) {
    this.#ties = new Uint16Array(pieceCount)
    for (let piece = 0; piece < pieceCount; piece++) this.#ties[piece] = random.below(TIE_RANGE)
  }

  /** Returns the candidate with the fewest copies at or after `from`; -1 if there is none. */
  rarest(availability: Availability, candidates: BitTable, row: number, from: number): number {
    const ties = this.#ties
    const { words, stride, span } = candidates
    const at = row * stride
    let best = -1
    let bestKey = Number.POSITIVE_INFINITY
    for (let w = from >>> 5; w < span; w++) {
      let word = words[at + w]
      if (w === from >>> 5) word &= -1 << (from & 31)
      for (; word !== 0; word &= word - 1) {
        const piece = (w << 5) + lowestBit(word)
        const key = availability.copies(piece) * TIE_RANGE + ties[piece]
        if (key < bestKey) {
          bestKey = key
          best = piece
        }
      }
    }
    return best
  }
}
