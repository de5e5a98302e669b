import type { BitTable } from '../../src/base/bits.js'
import type { Availability } from '../../src/peer/policy.js'

/** The availability of pieces, as a test says it is; found out in the plainest way. */
export class ToldCopies implements Availability {
  readonly #copies: readonly number[]

  /** `copies[piece]` neighbours hold the piece. */
  constructor(copies: readonly number[]) {
    this.#copies = copies
  }

  copies(piece: number): number {
    return this.#copies[piece]
  }

  rarest(candidates: BitTable, row: number, from: number): Int32Array {
    const offered = this.#copies.flatMap((_, piece) =>
      piece >= from && candidates.has(row, piece) ? [piece] : [],
    )
    const fewest = Math.min(...offered.map((piece) => this.#copies[piece]))
    const words = new Int32Array(candidates.span)
    for (const piece of offered) {
      if (this.#copies[piece] === fewest) words[piece >>> 5] |= 1 << (piece & 31)
    }
    return words
  }
}
