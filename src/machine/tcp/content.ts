import { createHash } from 'node:crypto'
import type { Random } from '../../base/random.js'
import type { PieceStore } from '../../net/session/piece-store.js'
import { Geometry } from '../../peer/geometry.js'

/** A synthetic torrent, whose bytes all peers of a swarm in one process share. */
export class TcpContent {
  readonly geometry: Geometry
  /** Identifies the swarm. */
  readonly infoHash: Uint8Array
  readonly #bytes: Buffer
  readonly #hashes: string[] = []

  constructor(sizeBytes: number, pieceBytes: number) {
    this.geometry = new Geometry(sizeBytes, pieceBytes)
    this.#bytes = Buffer.allocUnsafe(sizeBytes)
    // 32-bit numbers that all differ, so that no two blocks are equal.
    const numbers = new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset, sizeBytes >>> 2)
    for (let i = 0; i < numbers.length; i++) numbers[i] = Math.imul(i + 1, 0x9e3779b1) ^ (i >>> 7)
    this.#bytes.fill(0xa5, numbers.length * 4)
    for (let piece = 0; piece < this.geometry.pieceCount; piece++) {
      this.#hashes.push(sha1(this.#block(piece, 0, this.geometry.bytesOf(piece))))
    }
    this.infoHash = createHash('sha1').update(this.#hashes.join()).digest()
  }

  /**
   * Makes the store of one peer. It checks hashes but keeps no bytes, since they are all here.
   * `corrupts` decides whether the next block read is corrupt.
   */
  store(corrupts: () => boolean): PieceStore {
    return {
      write: async (piece, bytes) => sha1(bytes) === this.#hashes[piece],
      read: (piece, begin, lengthBytes) => {
        const block = this.#block(piece, begin, lengthBytes)
        return corrupts() ? corrupted(block) : block
      },
      release: () => undefined,
    }
  }

  #block(piece: number, begin: number, lengthBytes: number): Buffer {
    const at = piece * this.geometry.pieceBytes + begin
    return this.#bytes.subarray(at, at + lengthBytes)
  }
}

/** Returns a function that is true with probability `share` at each call. */
export function randomly(share: number, random: Random): () => boolean {
  return share === 0 ? () => false : () => random.next() < share
}

function corrupted(block: Uint8Array): Uint8Array {
  const copy = Buffer.from(block)
  copy[0] ^= 0xff
  return copy
}

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex')
}
