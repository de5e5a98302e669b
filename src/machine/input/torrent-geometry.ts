import {
  type Bencode,
  type BencodeDictionary,
  BencodeError,
  BencodeLimitError,
  decode,
  isDictionary,
} from '../../base/bencode.js'
import { ResourceError, type TorrentGeometry } from '../../lab/scenario/resource.js'

/**
 * Reads size and piece length from a .torrent's info dictionary (BEP 3; a version 2 file tree,
 * BEP 52, is not read). Throws a ResourceError for anything that is no well-formed torrent.
 */
export function readTorrent(bytes: Uint8Array): TorrentGeometry {
  const torrent = decodeTorrent(bytes)
  const info = isDictionary(torrent) ? torrent['info'] : undefined
  if (!isDictionary(info)) throw new ResourceError('a .torrent with an info dictionary')
  const pieceBytes = info['piece length']
  if (!isCount(pieceBytes) || pieceBytes === 0) {
    throw new ResourceError('a .torrent with a positive "piece length"')
  }
  const sizeBytes = sizeOf(info)
  if (sizeBytes === 0) throw new ResourceError('a .torrent that holds at least one byte')
  return { sizeBytes, pieceBytes }
}

function decodeTorrent(bytes: Uint8Array): Bencode {
  try {
    return decode(bytes)
  } catch (error) {
    if (!(error instanceof BencodeError)) throw error
    if (error instanceof BencodeLimitError)
      throw new ResourceError(`a .torrent with ${error.expected}`)
    throw new ResourceError(`a well-formed .torrent (${error.message})`)
  }
}

function sizeOf(info: BencodeDictionary): number {
  if (isCount(info['length'])) return info['length']
  const { files } = info
  if (!Array.isArray(files)) throw new ResourceError('a .torrent with a "length" or "files"')
  const sum = files.reduce<number>((total, file) => {
    const length = isDictionary(file) ? file['length'] : undefined
    if (!isCount(length)) throw new ResourceError('a .torrent whose files all have a length')
    return total + length
  }, 0)
  if (!Number.isSafeInteger(sum)) throw new ResourceError('a .torrent whose sizes can be added')
  return sum
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
