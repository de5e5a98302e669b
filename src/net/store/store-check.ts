import { setImmediate as turn } from 'node:timers/promises'
import { BitTable } from '../../base/bits.js'
import type { Geometry } from '../../peer/geometry.js'
import { alignedBuffer } from './aligned-buffer.js'
import { PieceDigest } from './piece-digest.js'
import type { PieceHashes } from './piece-hashes.js'
import type { StoredBytes } from './stored-bytes.js'

/** Read and hashed without a turn for anything else: so many bytes, or a piece if it has more. */
const WINDOW_BYTES = 1 << 20

/** Read at once: what is hashed is then still in the cache of the core that has read it. */
const PART_BYTES = 128 * 1024

/** Told how many of all pieces have been looked at. */
export type CheckProgress = (checked: number, all: number) => void

/** What a check needs to know of a store. */
export interface CheckedStore {
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
 * absent or too short are not read.
 * @throws StoreError if a file is there but cannot be read; the signal's reason, if it aborts
 */
export async function checkPieces(
  checked: CheckedStore,
  progress?: CheckProgress,
  signal?: AbortSignal,
): Promise<BitTable> {
  const { pieceCount } = checked.geometry
  const right = new BitTable(1, pieceCount)
  const lengths = await checked.stored.lengths()
  const tools = { buffer: alignedBuffer(PART_BYTES), digest: new PieceDigest() }
  for (const window of windowsOf(checked, lengths)) {
    await turn()
    signal?.throwIfAborted()
    progress?.(window.first, pieceCount)
    await checkWindow(checked, window, tools, right)
  }
  progress?.(pieceCount, pieceCount)
  return right
}

/** Adds the pieces of a window that are right. */
async function checkWindow(
  { geometry, hashes, stored }: CheckedStore,
  { first, end }: Window,
  { buffer, digest }: { readonly buffer: Uint8Array; readonly digest: PieceDigest },
  right: BitTable,
): Promise<void> {
  const begin = first * geometry.pieceBytes
  const endByte = Math.min(end * geometry.pieceBytes, geometry.sizeBytes)
  let piece = first
  let left = geometry.bytesOf(piece)
  await stored.scan(begin, endByte - begin, buffer, (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + left)
      digest.update(part)
      at += part.length
      left -= part.length
      if (left > 0) continue
      if (hashes.matchesHash(piece, digest.end())) right.add(0, piece)
      piece++
      if (piece < end) left = geometry.bytesOf(piece)
    }
  })
  // A file may have ended in the middle of a piece.
  digest.end()
}

function piecesAtOnce({ pieceBytes }: Geometry): number {
  return Math.max(1, Math.floor(WINDOW_BYTES / pieceBytes))
}

/** The pieces that files of these lengths hold, in windows. */
function* windowsOf(
  { geometry, stored }: CheckedStore,
  lengths: readonly number[],
): Generator<Window> {
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
