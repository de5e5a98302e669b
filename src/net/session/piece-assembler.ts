import { assert } from '../../base/assert.js'
import type { Geometry } from '../../peer/geometry.js'
import { PieceBuffers } from '../store/piece-buffers.js'

/** Collects the blocks of each piece in a buffer until the piece is complete. */
export class PieceAssembler {
  readonly #geometry: Geometry
  readonly #buffers: PieceBuffers
  readonly #held = new Map<number, Uint8Array>()

  constructor(geometry: Geometry) {
    this.#geometry = geometry
    const pieceBytes = Math.min(geometry.pieceBytes, geometry.sizeBytes)
    this.#buffers = new PieceBuffers(pieceBytes, geometry.pieceCount)
  }

  /** Adds a block. */
  add(piece: number, begin: number, payload: Uint8Array): void {
    let buffer = this.#held.get(piece)
    if (buffer === undefined) {
      buffer = this.#buffers.take()!
      this.#held.set(piece, buffer)
    }
    buffer.set(payload, begin)
  }

  /** Returns the bytes of a piece; all its blocks must have been added. */
  bytesOf(piece: number): Uint8Array {
    const buffer = this.#held.get(piece)
    assert(buffer !== undefined, `piece ${piece} has no buffer`)
    return buffer.subarray(0, this.#geometry.bytesOf(piece))
  }

  /** Frees the piece's buffer, once it is written or its hash was wrong. */
  release(piece: number): void {
    const buffer = this.#held.get(piece)
    if (buffer === undefined) return
    this.#held.delete(piece)
    this.#buffers.give(buffer)
  }

  /** Frees the memory of idle buffers. */
  trim(): void {
    this.#buffers.trim()
  }
}
