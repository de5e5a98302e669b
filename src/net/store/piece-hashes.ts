import { createHash } from 'node:crypto'
import { assert } from '../../base/assert.js'
import type { Geometry } from '../../peer/geometry.js'

/** Bytes of a SHA-1. */
const HASH_BYTES = 20

/** The SHA-1 of each piece, as the torrent lists them (BEP 3). */
export class PieceHashes {
  readonly #hashes: Uint8Array

  /** Takes 20 bytes per piece. */
  constructor(hashes: Uint8Array, { pieceCount }: Geometry) {
    const bytes = pieceCount * HASH_BYTES
    assert(hashes.length === bytes, `${hashes.length} bytes of hashes, expected ${bytes}`)
    this.#hashes = hashes
  }

  /** Identifies the torrent's content: equal only for equal pieces. */
  get digest(): string {
    return sha1(this.#hashes).toString('hex')
  }

  /** Returns whether these bytes have the piece's hash. */
  matches(piece: number, bytes: Uint8Array): boolean {
    return this.matchesHash(piece, sha1(bytes))
  }

  /** Returns whether this is the piece's hash. */
  matchesHash(piece: number, hash: Buffer): boolean {
    const at = piece * HASH_BYTES
    return hash.compare(this.#hashes, at, at + HASH_BYTES) === 0
  }
}

function sha1(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest()
}
