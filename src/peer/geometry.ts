import { assert } from '../base/assert.js'

/** The bytes of a block: what one request asks for (BEP 3). */
export const BLOCK_BYTES = 16384

/** How a torrent is cut into pieces, and pieces into blocks. */
export class Geometry {
  readonly sizeBytes: number
  readonly pieceBytes: number
  readonly pieceCount: number
  /** Blocks in every piece but perhaps the last. */
  readonly blocksPerPiece: number

  /** `sizeBytes` and `pieceBytes` are whole and above 0. */
  constructor(sizeBytes: number, pieceBytes: number) {
    assert(sizeBytes > 0 && pieceBytes > 0, `a torrent of ${sizeBytes} in pieces of ${pieceBytes}`)
    this.sizeBytes = sizeBytes
    this.pieceBytes = pieceBytes
    this.pieceCount = Math.ceil(sizeBytes / pieceBytes)
    this.blocksPerPiece = Math.ceil(Math.min(pieceBytes, sizeBytes) / BLOCK_BYTES)
  }

  /** The bytes of a piece; only the last may be shorter than the others. */
  bytesOf(piece: number): number {
    return piece === this.pieceCount - 1
      ? this.sizeBytes - piece * this.pieceBytes
      : this.pieceBytes
  }

  /** The bytes of so many pieces, the last among them or not. */
  bytesOfMany(pieces: number, withLast: boolean): number {
    if (!withLast) return pieces * this.pieceBytes
    return (pieces - 1) * this.pieceBytes + this.bytesOf(this.pieceCount - 1)
  }

  /** The number of blocks in a piece. */
  blocksIn(piece: number): number {
    return Math.ceil(this.bytesOf(piece) / BLOCK_BYTES)
  }

  /** The bytes of block number `block` of a piece; only the last may be shorter. */
  blockBytes(piece: number, block: number): number {
    return Math.min(BLOCK_BYTES, this.bytesOf(piece) - block * BLOCK_BYTES)
  }
}
