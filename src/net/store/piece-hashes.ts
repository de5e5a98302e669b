import { createHash } from 'node:crypto'
import { assert } from '../../base/assert.js'
import type { Geometry } from '../../peer/geometry.js'

/** The bytes of a SHA-1. */
const HASH_BYTES = 20

/** The SHA-1 of each piece, as the torrent lists them (BEP 3). */
export class PieceHashes {
  readonly #hashes: Uint8Array
  readonly #pieceBytes: number
  /** A piece of zeros and its hash, once asked for. */
  #zeros: { readonly bytes: Uint8Array; readonly hash: Buffer } | undefined

  /** 20 bytes a piece. */
  constructor(hashes: Uint8Array, { pieceCount, pieceBytes }: Geometry) {
    const bytes = pieceCount * HASH_BYTES
    assert(hashes.length === bytes, `${hashes.length} bytes of hashes, ${bytes} for the pieces`)
    this.#hashes = hashes
    this.#pieceBytes = pieceBytes
  }

  /** Names the torrent's content: equal only for the same pieces. */
  get digest(): string {
    return sha1(this.#hashes).toString('hex')
  }

  /** Whether these are the bytes of the piece. */
  fits(piece: number, bytes: Uint8Array): boolean {
    return this.#lists(piece, sha1(bytes))
  }

  /**
   * As `fits`, but faster for zeros, which holes of sparse files read as: comparing takes a tenth
   * of the time of hashing, and ends at the first byte that is not 0.
   */
  fitsPerhapsHole(piece: number, bytes: Uint8Array): boolean {
    if (bytes.length !== this.#pieceBytes) return this.fits(piece, bytes)
    const zeros = (this.#zeros ??= zerosOf(this.#pieceBytes))
    const isHole = Buffer.compare(bytes, zeros.bytes) === 0
    return isHole ? this.#lists(piece, zeros.hash) : this.fits(piece, bytes)
  }

  #lists(piece: number, hash: Buffer): boolean {
    const at = piece * HASH_BYTES
    return hash.compare(this.#hashes, at, at + HASH_BYTES) === 0
  }
}

function zerosOf(lengthBytes: number) {
  const bytes = new Uint8Array(lengthBytes)
  return { bytes, hash: sha1(bytes) }
}

function sha1(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest()
}
