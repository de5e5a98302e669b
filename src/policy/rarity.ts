import { type BitTable, lowestBit } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { Availability } from '../peer/policy.js'

/** Ties are broken by a number below this. */
const TIES = 0x10000

/**
 * Finds the rarest piece. Ties are broken by a random order that each peer draws once: a piece is
 * picked only once, so that equals a new draw each time.
 */
export class Rarity {
  readonly #ties: Uint16Array

  constructor(pieceCount: number, random: Random) {
    this.#ties = new Uint16Array(pieceCount)
    for (let piece = 0; piece < pieceCount; piece++) this.#ties[piece] = random.below(TIES)
  }

  /** One of the row's pieces from `from` on that the fewest neighbours hold; -1 of none. */
  rarest(availability: Availability, candidates: BitTable, row: number, from: number): number {
    return this.first(availability.rarest(candidates, row, from))
  }

  /** Of pieces given as words of bits, the first in the peer's random order; -1 of none. */
  first(pieces: Int32Array): number {
    const ties = this.#ties
    let best = -1
    for (let w = 0; w < pieces.length; w++) {
      for (let word = pieces[w]; word !== 0; word &= word - 1) {
        const piece = (w << 5) + lowestBit(word)
        if (best < 0 || ties[piece] < ties[best]) best = piece
      }
    }
    return best
  }
}
