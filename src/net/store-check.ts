import { BitTable } from '../base/bits.js'
import type { Geometry } from '../peer/geometry.js'
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
 * Finds out by their hashes which pieces on disk are right: bits of one row. While a window of
 * pieces is hashed, the next is read; pieces whose files are absent or too short are not read.
 * @throws StoreError if a file is there but cannot be read; the reason of the signal, if it aborts
 */
export async function checkPieces(
  checked: Checked,
  progress?: CheckProgress,
  signal?: AbortSignal,
): Promise<BitTable> {
  const { geometry, hashes, stored } = checked
  const { pieceBytes, pieceCount, sizeBytes } = geometry
  const right = new BitTable(1, pieceCount)
  const windows = windowsOf(checked, await stored.lengths())
  const most = Math.min(piecesAtOnce(geometry) * pieceBytes, sizeBytes)
  const buffers = [new Uint8Array(most), new Uint8Array(most)]
  const read = async ({ first, end }: Window, into: Uint8Array) => {
    const begin = first * pieceBytes
    const bytes = into.subarray(0, Math.min(end * pieceBytes, sizeBytes) - begin)
    return bytes.subarray(0, await stored.read(begin, bytes))
  }
  const next = () => {
    const window: Window | undefined = windows.next().value
    buffers.reverse()
    return window && { ...window, reading: read(window, buffers[0]) }
  }
  for (let window = next(); window !== undefined; ) {
    const { first, end, reading } = window
    const bytes = await reading
    signal?.throwIfAborted()
    progress?.(first, pieceCount)
    window = next()
    for (let piece = first; piece < end; piece++) {
      const at = (piece - first) * pieceBytes
      const part = bytes.subarray(at, at + geometry.bytesOf(piece))
      const isWhole = part.length === geometry.bytesOf(piece)
      if (isWhole && hashes.fitsPerhapsHole(piece, part)) right.add(0, piece)
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
