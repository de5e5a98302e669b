import { BitTable } from '../../base/bits.js'

/** Encodes a row of pieces as a bitfield: most significant bit first, spare bits 0 (BEP 3). */
export function wireBits(pieces: BitTable, row: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(pieces.length / 8))
  for (let p = pieces.nextSet(row, 0); p >= 0; p = pieces.nextSet(row, p + 1)) {
    bits[p >>> 3] |= 0x80 >>> (p & 7)
  }
  return bits
}

/**
 * Decodes a bitfield from the wire into row 0 of a table; returns null if its length is wrong or a
 * spare bit is set.
 */
export function piecesOf(bits: Uint8Array, pieceCount: number): BitTable | null {
  if (bits.length !== Math.ceil(pieceCount / 8)) return null
  const spare = bits.length * 8 - pieceCount
  if (spare > 0 && (bits[bits.length - 1] & ((1 << spare) - 1)) !== 0) return null
  const pieces = new BitTable(1, pieceCount)
  for (let piece = 0; piece < pieceCount; piece++) {
    if ((bits[piece >>> 3] & (0x80 >>> (piece & 7))) !== 0) pieces.add(0, piece)
  }
  return pieces
}

/** Returns a table whose row 0 holds all pieces. */
export function allPieces(pieceCount: number): BitTable {
  const pieces = new BitTable(1, pieceCount)
  pieces.fill(0)
  return pieces
}
