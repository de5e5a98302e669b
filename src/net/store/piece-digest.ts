import { createHash, type Hash } from 'node:crypto'

/** Zeros to compare with, and to hash once other bytes follow. */
const ZEROS = new Uint8Array(128 * 1024)

/**
 * Computes the SHA-1 of bytes that come in parts. Leading zeros, as holes of sparse files read, are
 * only compared, which takes a tenth of the time of hashing; the hash of the last hole is kept for
 * the next one of its length.
 */
export class PieceDigest {
  /** Null while all bytes so far are zero. */
  #hash: Hash | null = null
  #zeroBytes = 0
  /** The digest of the last hole. */
  #hole = { lengthBytes: 0, digest: hashOfZeros(0).digest() }

  update(bytes: Uint8Array): void {
    if (this.#hash === null && isZero(bytes)) {
      this.#zeroBytes += bytes.length
      return
    }
    this.#hash ??= hashOfZeros(this.#zeroBytes)
    this.#hash.update(bytes)
  }

  /** Returns the digest of all bytes since the last `end` and starts again. */
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

/** Returns whether all bytes are 0; stops at the first that is not. */
function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length)
    if (Buffer.compare(part, ZEROS.subarray(0, part.length)) !== 0) return false
  }
  return true
}
