import type { BitTable } from '../../base/bits.js'
import type { CheckedStore } from './store-check.js'

/**
 * Brings home the pieces whose bytes were kept in the side file, because they belong to files that
 * were not wanted then and are now: they are written to their place, and added to those that are
 * right. Once no file is aside any more, the side file goes.
 * @throws StoreError if a file is there but cannot be read, or cannot be written
 */
export async function restoreFromPartFile(
  { geometry, hashes, stored }: CheckedStore,
  right: BitTable,
): Promise<void> {
  const lengths = await stored.lengths()
  const { partFile, usesPartFile } = stored.spans
  if (lengths[partFile] === 0) return
  for (let piece = 0; piece < geometry.pieceCount; piece++) {
    if (right.has(0, piece)) continue
    const begin = piece * geometry.pieceBytes
    const spans = stored.spans.of(begin, geometry.bytesOf(piece))
    // Of a file that was not wanted only pieces came that it shares with one that was.
    const isShared = spans.length > 1
    const isCut = spans.some(({ file, at, lengthBytes }) => at + lengthBytes > lengths[file])
    if (!isShared || !isCut) continue
    const bytes = new Uint8Array(geometry.bytesOf(piece))
    const read = await stored.read(begin, bytes, lengths)
    if (read < bytes.length || !hashes.matches(piece, bytes)) continue
    await stored.write(begin, bytes)
    right.add(0, piece)
  }
  if (!usesPartFile) await stored.deletePartFile()
}
