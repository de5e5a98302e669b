import { assert } from '../../base/assert.js'
import type { Geometry } from '../../peer/geometry.js'
import { PieceBuffers } from '../store/piece-buffers.js'

/** Pieces whose blocks are coming in, each in a buffer of its own until it is whole. */
export class PieceAssembler {
  readonly #geometry: Geometry
  readonly #buffers: PieceBuffers
  readonly #held = new Map<number, Uint8Array>()

  constructor(geometry: Geometry) {
    this.#geometry = geometry
    const pieceBytes = Math.min(geometry.pieceBytes, geometry.sizeBytes)
    this.#buffers = new PieceBuffers(pieceBytes, geometry.pieceCount)
  }

  /** Puts a block where it belongs. */
  add(piece: number, begin: number, payload: Uint8Array): void {
    let buffer = this.#held.get(piece)
    if (buffer === undefined) {
      buffer = this.#buffers.take()!
      this.#held.set(piece, buffer)
    }
    buffer.set(payload, begin)
  }

  /** The bytes of a piece, all of whose blocks were put. */
  bytesOf(piece: number): Uint8Array {
    const buffer = this.#held.get(piece)
    assert(buffer !== undefined, `piece ${piece} is not in hand`)
    return buffer.subarray(0, this.#geometry.bytesOf(piece))
  }

  /** The piece is written, or was wrong: its room is used for another. */
  release(piece: number): void {
    const buffer = this.#held.get(piece)
    if (buffer === undefined) return
    this.#held.delete(piece)
    this.#buffers.give(buffer)
  }

  /** Lets go of the memory that is not in use. */
  trim(): void {
    this.#buffers.trim()
  }
}
