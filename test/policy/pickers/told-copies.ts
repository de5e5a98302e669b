import type { Availability } from '../../../src/peer/policy.js'

/** The availability of pieces, as a test says it is. */
export class ToldCopies implements Availability {
  readonly #copies: readonly number[]

  /** `copies[piece]` neighbours hold the piece. */
  constructor(copies: readonly number[]) {
    this.#copies = copies
  }

  copies(piece: number): number {
    return this.#copies[piece]
  }
}
