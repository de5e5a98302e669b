import { assert } from '../../base/assert.js'

/**
 * A pool of buffers for pieces that are being received: a bounded number, made on demand and
 * reused.
 */
export class PieceBuffers {
  readonly #pieceBytes: number
  readonly #most: number
  readonly #idle: Uint8Array[] = []
  readonly #taken = new Set<Uint8Array>()

  /** Makes at most `most` buffers of `pieceBytes` each. */
  constructor(pieceBytes: number, most: number) {
    this.#pieceBytes = pieceBytes
    this.#most = most
  }

  /** The number of buffers in use. */
  get taken(): number {
    return this.#taken.size
  }

  /** Returns a buffer with arbitrary bytes, or null if all are in use. */
  take(): Uint8Array | null {
    if (this.#taken.size === this.#most) return null
    const buffer = this.#idle.pop() ?? new Uint8Array(this.#pieceBytes)
    this.#taken.add(buffer)
    return buffer
  }

  /** Gives back a buffer from `take` (not a view of it); it may not be used any more. */
  give(buffer: Uint8Array): void {
    assert(this.#taken.delete(buffer), 'a buffer was given back that is not taken')
    this.#idle.push(buffer)
  }

  /** Frees the memory of idle buffers, for instance once the download is complete. */
  trim(): void {
    this.#idle.length = 0
  }
}
