import type { Availability } from '../../../src/peer/policy.js'

/** Piece availability as set by a test. */
export class ToldCopies implements Availability {
  readonly #copies: readonly number[]

  /** Takes the number of neighbours that have each piece. */
  constructor(copies: readonly number[]) {
    this.#copies = copies
  }

  copies(piece: number): number {
    return this.#copies[piece]
  }
}
