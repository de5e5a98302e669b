import { BitTable } from '../../base/bits.js'
import type { Metainfo } from '../metainfo.js'

/** Where padding would lie (BEP 47): no torrent may have a file of this name twice. */
const PADDING = '.pad'

/** The files as a store wants them, and which of them are wanted: never padding. */
export function storedFiles({ files }: Metainfo, wanted: readonly boolean[] | undefined) {
  return {
    files: files.map(({ path, lengthBytes }, i) => ({
      path: path.length > 0 ? path : [PADDING, `${i}`],
      lengthBytes,
    })),
    wanted: files.map(({ path }, i) => path.length > 0 && (wanted?.[i] ?? true)),
  }
}

/** The pieces that lie in files alone that are not wanted, as row 0; null if there is none. */
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
