import { assert } from '../../base/assert.js'

/**
 * Memory for pieces that are being received: a bounded number of buffers, made when first wanted
 * and used again and again.
 */
export class PieceBuffers {
  readonly #pieceBytes: number
  readonly #most: number
  readonly #idle: Uint8Array[] = []
  readonly #taken = new Set<Uint8Array>()

  /** At most `most` buffers of `pieceBytes` each. */
  constructor(pieceBytes: number, most: number) {
    this.#pieceBytes = pieceBytes
    this.#most = most
  }

  /** How many are taken. */
  get taken(): number {
    return this.#taken.size
  }

  /** A buffer whose bytes are anything, or null if all are taken. */
  take(): Uint8Array | null {
    if (this.#taken.size === this.#most) return null
    const buffer = this.#idle.pop() ?? new Uint8Array(this.#pieceBytes)
    this.#taken.add(buffer)
    return buffer
  }

  /** Gives back what `take` answered (not a part of it); nobody may write to it any more. */
  give(buffer: Uint8Array): void {
    assert(this.#taken.delete(buffer), 'a buffer was given back that is not taken')
    this.#idle.push(buffer)
  }

  /** Lets go of the memory of all that are not taken, for instance when all is downloaded. */
  trim(): void {
    this.#idle.length = 0
  }
}
