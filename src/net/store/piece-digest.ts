import { createHash, type Hash } from 'node:crypto'

/** Zeros to compare with, and to hash once something else has come. */
const ZEROS = new Uint8Array(128 * 1024)

/**
 * The SHA-1 of bytes that come in parts. Zeros, which holes of sparse files read as, are only
 * compared, which takes a tenth of the time of hashing, as long as nothing else comes; the hash of
 * so many is kept for the next hole.
 */
export class PieceDigest {
  /** Null while all that came is zero. */
  #hash: Hash | null = null
  #zeroBytes = 0
  /** What the last bytes that were all zero came to. */
  #hole = { lengthBytes: 0, digest: hashOfZeros(0).digest() }

  update(bytes: Uint8Array): void {
    if (this.#hash === null && isZero(bytes)) {
      this.#zeroBytes += bytes.length
      return
    }
    this.#hash ??= hashOfZeros(this.#zeroBytes)
    this.#hash.update(bytes)
  }

  /** Of all that came since the last end; begins anew. */
  end(): Buffer {
    const hash = this.#hash
    const lengthBytes = this.#zeroBytes
    this.#hash = null
    this.#zeroBytes = 0
    if (hash !== null) return hash.digest()
    if (this.#hole.lengthBytes !== lengthBytes) {
      this.#hole = { lengthBytes, digest: hashOfZeros(lengthBytes).digest() }
    }
    return this.#hole.digest
  }
}

function hashOfZeros(lengthBytes: number): Hash {
  const hash = createHash('sha1')
  for (let left = lengthBytes; left > 0; left -= ZEROS.length) hash.update(ZEROS.subarray(0, left))
  return hash
}

/** Ends at the first byte that is not 0. */
function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length)
    if (Buffer.compare(part, ZEROS.subarray(0, part.length)) !== 0) return false
  }
  return true
}
