import { type BencodeInput, encode, MAX_BENCODE_BYTES } from '../../base/bencode.js'
import type { Content } from './content.js'
import { HASH_BYTES } from './metainfo.js'
import { TorrentError } from './torrent-error.js'
import { hashPieces } from './torrent-hashing.js'

/** The fields of a new torrent besides its content. */
export interface TorrentPlan {
  readonly pieceBytes: number
  /** BEP 12. */
  readonly announceTiers: readonly (readonly string[])[]
  readonly comment?: string
  readonly createdBy: string
  /** Unix time. */
  readonly createdSeconds: number
  /** BEP 27. */
  readonly isPrivate: boolean
}

const SHORTEST_PIECE_BYTES = 16 * 2 ** 10
const LONGEST_PIECE_BYTES = 16 * 2 ** 20

/** More than 2,000 pieces make a large .torrent and many `have`s, fewer than 1,000 a slow start. */
const MAX_PIECES = 2000

/** Room for the rest of a .torrent besides its hashes. */
const REST_BYTES = 2 ** 20

/** Returns the power of two, 16 KiB to 16 MiB, that makes 1,000 to 2,000 pieces. */
export function defaultPieceBytes(sizeBytes: number): number {
  let pieceBytes = SHORTEST_PIECE_BYTES
  while (pieceBytes < LONGEST_PIECE_BYTES && sizeBytes > MAX_PIECES * pieceBytes) pieceBytes *= 2
  return pieceBytes
}

/**
 * Hashes the content and returns the bytes of its .torrent (BEP 3). `onBytes` receives the number
 * of bytes hashed so far.
 * @throws TorrentError if a file changes, or if there are more pieces than we could read again
 */
export async function makeTorrent(
  content: Content,
  plan: TorrentPlan,
  onBytes?: (hashedBytes: number) => void,
): Promise<Uint8Array> {
  const { pieceBytes, announceTiers, comment, createdBy, createdSeconds, isPrivate } = plan
  const count = Math.ceil(content.sizeBytes / pieceBytes)
  const mostCount = Math.floor((MAX_BENCODE_BYTES - REST_BYTES) / HASH_BYTES)
  if (count > mostCount) {
    throw new TorrentError(
      'piece length',
      `at most ${mostCount} pieces (choose longer ones)`,
      `${count}`,
    )
  }
  const trackers = announceTiers.flat()
  return encode({
    announce: trackers[0],
    'announce-list': trackers.length > 1 ? announceTiers : undefined,
    comment,
    'created by': createdBy,
    'creation date': createdSeconds,
    encoding: 'UTF-8',
    info: {
      name: content.name,
      'piece length': pieceBytes,
      pieces: await hashPieces(content, pieceBytes, onBytes),
      private: isPrivate ? 1 : undefined,
      ...extentOf(content),
    },
  })
}

function extentOf({ isFolder, files, sizeBytes }: Content): { [key: string]: BencodeInput } {
  if (!isFolder) return { length: sizeBytes }
  return {
    files: files.map(({ path, lengthBytes }) => ({ length: lengthBytes, path: path.slice(1) })),
  }
}
