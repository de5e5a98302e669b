import {
  type Bencode,
  type BencodeDictionary,
  decode,
  isDictionary,
  MAX_BENCODE_BYTES,
  rawMember,
} from '../../../base/bencode.js'

/** Bytes of a SHA-1 hash. */
const HASH_BYTES = 20

/** What a .torrent says (BEP 3). */
export interface OwnTorrent {
  readonly name: string
  readonly sizeBytes: number
  readonly fileCount: number
  readonly pieceBytes: number
  readonly pieceCount: number
  /** Trackers, in the order in which they are tried (BEP 12). */
  readonly trackers: readonly string[]
  /** 40 hex digits. */
  readonly infoHash: string
}

const utf8 = new TextDecoder()

/**
 * Reads a .torrent of version 1, in the page alone.
 * @throws Error if it is none
 */
export async function readOwnTorrent(bytes: Uint8Array): Promise<OwnTorrent> {
  const torrent = decode(bytes, MAX_BENCODE_BYTES)
  const info = isDictionary(torrent) ? torrent['info'] : undefined
  const infoBytes = info === undefined ? undefined : rawMember(bytes, 'info')
  if (!isDictionary(torrent) || !isDictionary(info) || infoBytes === undefined) {
    throw new Error('no info dictionary')
  }
  const lengths = lengthsOf(info)
  const sizeBytes = lengths.reduce((sum, length) => sum + length, 0)
  const pieceBytes = countIn(info, 'piece length')
  const hashes = info['pieces']
  const pieceCount = Math.ceil(sizeBytes / pieceBytes)
  if (!(hashes instanceof Uint8Array) || hashes.length !== pieceCount * HASH_BYTES) {
    throw new Error('not one hash for each piece')
  }
  const digest = await crypto.subtle.digest('SHA-1', Uint8Array.from(infoBytes))
  return {
    name: textOf(info['name']) ?? '',
    ...{ sizeBytes, fileCount: lengths.length, pieceBytes, pieceCount },
    trackers: trackersOf(torrent),
    infoHash: [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join(''),
  }
}

function lengthsOf(info: BencodeDictionary): number[] {
  const { files } = info
  if (files === undefined) return [countIn(info, 'length')]
  if (!Array.isArray(files) || files.length === 0) throw new Error('no list of files')
  return files.map((file) => {
    if (!isDictionary(file)) throw new Error('a file without length')
    return countIn(file, 'length')
  })
}

/** Returns a number that is above 0, or for a file of several possibly 0. */
function countIn(dictionary: BencodeDictionary, key: string): number {
  const value = dictionary[key]
  const least = key === 'length' ? 0 : 1
  if (typeof value !== 'number' || value < least) throw new Error(`no ${key}`)
  return value
}

function textOf(value: Bencode | undefined): string | undefined {
  return value instanceof Uint8Array ? utf8.decode(value) : undefined
}

function trackersOf(torrent: BencodeDictionary): string[] {
  const tiers = torrent['announce-list']
  const listed = Array.isArray(tiers) ? tiers.flat().map((each) => textOf(each)) : []
  const all = [...listed, textOf(torrent['announce'])].filter((url) => url !== undefined)
  return [...new Set(all)]
}
