import type { BitTable } from '../../base/bits.js'
import type { CheckedStore } from './store-check.js'

/**
 * Moves pieces from the part file to files that were not wanted before and are now, and adds them
 * to the verified pieces. Deletes the part file once no file uses it.
 * @throws StoreError if a file cannot be read or written
 */
export async function restoreFromPartFile(
  { geometry, hashes, stored }: CheckedStore,
  verified: BitTable,
): Promise<void> {
  const lengths = await stored.lengths()
  const { partFile, usesPartFile } = stored.spans
  if (lengths[partFile] === 0) return
  for (let piece = 0; piece < geometry.pieceCount; piece++) {
    if (verified.has(0, piece)) continue
    const begin = piece * geometry.pieceBytes
    const spans = stored.spans.of(begin, geometry.bytesOf(piece))
    // An unwanted file has only those pieces that it shares with a wanted one.
    const isShared = spans.length > 1
    const isCut = spans.some(({ file, at, lengthBytes }) => at + lengthBytes > lengths[file])
    if (!isShared || !isCut) continue
    const bytes = new Uint8Array(geometry.bytesOf(piece))
    const read = await stored.read(begin, bytes, lengths)
    if (read < bytes.length || !hashes.matches(piece, bytes)) continue
    await stored.write(begin, bytes)
    verified.add(0, piece)
  }
  if (!usesPartFile) await stored.deletePartFile()
}
