import { BitTable } from '../../base/bits.js'
import type { Geometry } from '../../peer/geometry.js'
import type { PieceHashes } from './piece-hashes.js'
import type { StoredBytes } from './stored-bytes.js'

/** Small pieces are read many at a time, up to so many bytes. */
const WINDOW_BYTES = 1 << 20

/** Told how many of all pieces have been looked at. */
export type CheckProgress = (checked: number, all: number) => void

/** What a check needs to know of a store. */
export interface Checked {
  readonly geometry: Geometry
  readonly hashes: PieceHashes
  readonly stored: StoredBytes
}

/** Neighbouring pieces that are read in one go. */
interface Window {
  readonly first: number
  readonly end: number
}

/**
 * Finds out by their hashes which pieces on disk are right: bits of one row. Pieces whose files are
 * absent or too short are not read. Nothing is read ahead: to hash bytes that came from another
 * core's cache meanwhile costs more than the wait for them.
 * @throws StoreError if a file is there but cannot be read; the signal's reason, if it aborts
 */
export async function checkPieces(
  checked: Checked,
  progress?: CheckProgress,
  signal?: AbortSignal,
): Promise<BitTable> {
  const { geometry, hashes, stored } = checked
  const { pieceBytes, pieceCount, sizeBytes } = geometry
  const right = new BitTable(1, pieceCount)
  const lengths = await stored.lengths()
  const buffer = new Uint8Array(Math.min(piecesAtOnce(geometry) * pieceBytes, sizeBytes))
  for (const { first, end } of windowsOf(checked, lengths)) {
    signal?.throwIfAborted()
    progress?.(first, pieceCount)
    const begin = first * pieceBytes
    const bytes = buffer.subarray(0, Math.min(end * pieceBytes, sizeBytes) - begin)
    const read = await stored.read(begin, bytes)
    for (let piece = first; piece < end; piece++) {
      const at = piece * pieceBytes - begin
      const pieceEnd = at + geometry.bytesOf(piece)
      if (pieceEnd > read) break
      if (hashes.fitsPerhapsHole(piece, bytes.subarray(at, pieceEnd))) right.add(0, piece)
    }
  }
  progress?.(pieceCount, pieceCount)
  return right
}

function piecesAtOnce({ pieceBytes }: Geometry): number {
  return Math.max(1, Math.floor(WINDOW_BYTES / pieceBytes))
}

/** The pieces that files of these lengths hold, in windows. */
function* windowsOf({ geometry, stored }: Checked, lengths: readonly number[]): Generator<Window> {
  const { pieceBytes, pieceCount } = geometry
  const most = piecesAtOnce(geometry)
  const isThere = (piece: number) =>
    stored.spans
      .of(piece * pieceBytes, geometry.bytesOf(piece))
      .every(({ file, at, lengthBytes }) => at + lengthBytes <= lengths[file])
  for (let piece = 0; piece < pieceCount; ) {
    const first = piece
    while (piece < pieceCount && piece - first < most && isThere(piece)) piece++
    if (piece > first) yield { first, end: piece }
    else piece++
  }
}
