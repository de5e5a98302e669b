import { assert } from '../base/assert.js'

/** The bytes of a block, which one request is for (BEP 3). */
export const BLOCK_BYTES = 16384

/** How a torrent is divided into pieces, and pieces into blocks. */
export class Geometry {
  readonly sizeBytes: number
  readonly pieceBytes: number
  readonly pieceCount: number
  /** Blocks in every piece except perhaps the last. */
  readonly blocksPerPiece: number

  /** `sizeBytes` and `pieceBytes` are whole and above 0. */
  constructor(sizeBytes: number, pieceBytes: number) {
    assert(sizeBytes > 0 && pieceBytes > 0, `a torrent of ${sizeBytes} in pieces of ${pieceBytes}`)
    this.sizeBytes = sizeBytes
    this.pieceBytes = pieceBytes
    this.pieceCount = Math.ceil(sizeBytes / pieceBytes)
    this.blocksPerPiece = Math.ceil(Math.min(pieceBytes, sizeBytes) / BLOCK_BYTES)
  }

  /** Returns the bytes of a piece; only the last may be shorter. */
  bytesOf(piece: number): number {
    return piece === this.pieceCount - 1
      ? this.sizeBytes - piece * this.pieceBytes
      : this.pieceBytes
  }

  /** Returns the bytes of this many pieces, with the last among them or not. */
  bytesOfMany(pieces: number, withLast: boolean): number {
    if (!withLast) return pieces * this.pieceBytes
    return (pieces - 1) * this.pieceBytes + this.bytesOf(this.pieceCount - 1)
  }

  /** Returns the number of blocks in a piece. */
  blocksIn(piece: number): number {
    return Math.ceil(this.bytesOf(piece) / BLOCK_BYTES)
  }

  /** Returns the bytes of block number `block` of a piece; only the last may be shorter. */
  blockBytes(piece: number, block: number): number {
    return Math.min(BLOCK_BYTES, this.bytesOf(piece) - block * BLOCK_BYTES)
  }

  /** Tells whether these bytes lie within the piece and are no more than a block. */
  containsRange(piece: number, begin: number, length: number): boolean {
    const isInside = piece >= 0 && piece < this.pieceCount && begin >= 0 && length > 0
    return isInside && begin + length <= this.bytesOf(piece) && length <= BLOCK_BYTES
  }

  /** Tells whether these bytes are one whole block of the piece. */
  isBlock(piece: number, begin: number, length: number): boolean {
    const isAligned = piece >= 0 && piece < this.pieceCount && begin % BLOCK_BYTES === 0
    const isInside = isAligned && begin >= 0 && begin < this.bytesOf(piece)
    return isInside && length === this.blockBytes(piece, begin / BLOCK_BYTES)
  }
}
