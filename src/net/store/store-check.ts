import { setImmediate as turn } from 'node:timers/promises'
import { BitTable } from '../../base/bits.js'
import type { Geometry } from '../../peer/geometry.js'
import { alignedBuffer } from './aligned-buffer.js'
import { PieceDigest } from './piece-digest.js'
import type { PieceHashes } from './piece-hashes.js'
import type { StoredBytes } from './stored-bytes.js'

/** Bytes (or a piece, if longer) that are hashed before the event loop gets a turn. */
const WINDOW_BYTES = 1 << 20

/** Bytes of one read, so that they are still in the core's cache when they are hashed. */
const PART_BYTES = 128 * 1024

/** Receives how many of all pieces have been checked. */
export type CheckProgress = (checked: number, all: number) => void

/** The parts of a store that a check needs. */
export interface CheckedStore {
  readonly geometry: Geometry
  readonly hashes: PieceHashes
  readonly stored: StoredBytes
}

/** Consecutive pieces that are read together. */
interface Window {
  readonly first: number
  readonly end: number
}

/**
 * Hashes the pieces on the disk and returns those that are right, as row 0. Pieces whose files are
 * absent or too short are not read.
 * @throws StoreError if an existing file cannot be read; the signal's reason, if it aborts
 */
export async function checkPieces(
  checked: CheckedStore,
  progress?: CheckProgress,
  signal?: AbortSignal,
): Promise<BitTable> {
  const { pieceCount } = checked.geometry
  const verified = new BitTable(1, pieceCount)
  const lengths = await checked.stored.lengths()
  const tools = { buffer: alignedBuffer(PART_BYTES), digest: new PieceDigest() }
  for (const window of windowsOf(checked, lengths)) {
    await turn()
    signal?.throwIfAborted()
    progress?.(window.first, pieceCount)
    await checkWindow(checked, window, tools, verified)
  }
  progress?.(pieceCount, pieceCount)
  return verified
}

/** Adds the right pieces of a window to `verified`. */
async function checkWindow(
  { geometry, hashes, stored }: CheckedStore,
  { first, end }: Window,
  { buffer, digest }: { readonly buffer: Uint8Array; readonly digest: PieceDigest },
  verified: BitTable,
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
      if (hashes.matchesHash(piece, digest.end())) verified.add(0, piece)
      piece++
      if (piece < end) left = geometry.bytesOf(piece)
    }
  })
  // Reset the digest: a file may have ended in the middle of a piece.
  digest.end()
}

function piecesAtOnce({ pieceBytes }: Geometry): number {
  return Math.max(1, Math.floor(WINDOW_BYTES / pieceBytes))
}

/** Yields windows of the pieces that files of these lengths hold in full. */
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
