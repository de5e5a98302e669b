import { BitTable } from '../../base/bits.js'
import type { Metainfo } from '../torrent/metainfo.js'

/** Returns the pieces that lie in unwanted files only, as row 0; null if all files are wanted. */
export function unwantedPieces(
  metainfo: Metainfo,
  wanted: readonly boolean[] | undefined,
): BitTable | null {
  if (wanted === undefined || wanted.every(Boolean)) return null
  const { files, pieceBytes, sizeBytes } = metainfo
  const skipped = new BitTable(1, Math.ceil(sizeBytes / pieceBytes))
  skipped.fill(0)
  for (const [i, { path, offsetBytes, lengthBytes }] of files.entries()) {
    if (!wanted[i] || lengthBytes === 0 || path.length === 0) continue
    const last = Math.floor((offsetBytes + lengthBytes - 1) / pieceBytes)
    for (let piece = Math.floor(offsetBytes / pieceBytes); piece <= last; piece++) {
      skipped.remove(0, piece)
    }
  }
  return skipped
}
