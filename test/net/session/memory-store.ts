import { createHash } from 'node:crypto'
import { BitTable } from '../../../src/base/bits.js'
import type { PieceStore } from '../../../src/net/session/piece-store.js'
import { Geometry } from '../../../src/peer/geometry.js'

/** A torrent's bytes in memory: the correct ones, and those that a peer has received. */
export class MemoryStore implements PieceStore {
  readonly geometry: Geometry
  /** The pieces that are stored. */
  readonly held: BitTable
  readonly bytes: Uint8Array
  readonly #right: Uint8Array

  /** Creates a store for a torrent of these bytes, with all of it or nothing stored. */
  constructor(right: Uint8Array, pieceBytes: number, isWhole: boolean) {
    this.geometry = new Geometry(right.length, pieceBytes)
    this.held = new BitTable(1, this.geometry.pieceCount)
    this.#right = right
    this.bytes = isWhole ? right.slice() : new Uint8Array(right.length)
    if (isWhole) this.held.fill(0)
  }

  async write(piece: number, bytes: Uint8Array): Promise<boolean> {
    const begin = piece * this.geometry.pieceBytes
    const right = this.#right.subarray(begin, begin + this.geometry.bytesOf(piece))
    if (Buffer.compare(right, bytes) !== 0) return false
    this.bytes.set(bytes, begin)
    this.held.add(0, piece)
    return true
  }

  read(piece: number, begin: number, lengthBytes: number): Uint8Array {
    const at = piece * this.geometry.pieceBytes + begin
    return this.bytes.subarray(at, at + lengthBytes)
  }

  release(): void {}
}

/** Returns bytes without repeats, the same for the same random seed. */
export function noise(sizeBytes: number, seed = 'noise'): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  for (let at = 0, n = 0; at < sizeBytes; at += 32, n++) {
    const block = createHash('sha256').update(`${seed} ${n}`).digest()
    bytes.set(block.subarray(0, Math.min(32, sizeBytes - at)), at)
  }
  return bytes
}
