import { createHash } from 'node:crypto'
import {
  type Bencode,
  type BencodeDictionary,
  BencodeError,
  decode,
  isDictionary,
  rawMember,
} from '../../base/bencode.js'
import { type Path, safePaths } from './safe-path.js'
import { TorrentError } from './torrent-error.js'

/** Bytes of a piece's SHA-1. */
export const HASH_BYTES = 20

/**
 * The longest piece that is accepted. A peer must hold a whole piece to check it, so longer ones
 * would take too much memory.
 */
const MAX_PIECE_BYTES = 256 * 2 ** 20

/** Every .torrent begins with a dictionary. */
const FIRST_BYTE = 'd'.charCodeAt(0)

const utf8 = new TextDecoder()

/** One file of a torrent. */
export interface TorrentFile {
  /**
   * Its path below the download folder: safe names, beginning with the torrent's. Empty for padding
   * (BEP 47): zeros that are part of the pieces and are never written.
   */
  readonly path: Path
  readonly lengthBytes: number
  /** Its offset in the torrent's bytes. */
  readonly offsetBytes: number
}

/** The content of a .torrent (BEP 3), or of an info dictionary alone (BEP 9). */
export interface Metainfo {
  /** The SHA-1 of `infoBytes`, which identifies the swarm. */
  readonly infoHash: Uint8Array
  /** The info hash as 40 lower-case hex digits. */
  readonly infoHashHex: string
  /** The raw info dictionary; another encoding would have another info hash. */
  readonly infoBytes: Uint8Array
  /** The safe name of the file, or of the folder of the files. */
  readonly name: string
  readonly isFolder: boolean
  readonly files: readonly TorrentFile[]
  readonly sizeBytes: number
  readonly pieceBytes: number
  /** 20 bytes per piece. */
  readonly pieceHashes: Uint8Array
  /** Trackers, the tiers in order (BEP 12). */
  readonly announceTiers: readonly (readonly string[])[]
  /** Whether peers may come from the trackers only (BEP 27). */
  readonly isPrivate: boolean
  readonly comment?: string
  readonly createdBy?: string
  /** Unix time. */
  readonly createdSeconds?: number
  /** Web seeds (BEP 19); they are not used. */
  readonly webSeeds: readonly string[]
}

/**
 * Reads a .torrent of version 1, or the version 1 part of a hybrid.
 *
 * Not parse-torrent, which hashes its own encoding, and so joins another swarm if keys are out of
 * order; merges all tiers into one list; resolves `..` in names; and does not check lengths and
 * piece hashes.
 * @throws TorrentError if it is not a valid torrent
 */
export function readMetainfo(bytes: Uint8Array, platform = process.platform): Metainfo {
  if (bytes[0] !== FIRST_BYTE) {
    const found = bytes.length === 0 ? 'an empty file' : 'a file of another kind'
    throw new TorrentError('torrent', 'a .torrent file', found)
  }
  const { torrent, infoBytes } = bencoded('torrent', () => ({
    torrent: decode(bytes),
    infoBytes: rawMember(bytes, 'info'),
  }))
  if (!isDictionary(torrent) || !infoBytes) {
    throw new TorrentError('torrent', 'a dictionary with an info dictionary', 'none')
  }
  const created = torrent['creation date']
  return {
    ...metainfoFromInfo(infoBytes, tiersOf(torrent), platform),
    comment: textOf(torrent['comment.utf-8'] ?? torrent['comment']),
    createdBy: textOf(torrent['created by']),
    createdSeconds: isCount(created) ? created : undefined,
    webSeeds: textsOf(torrent['url-list']),
  }
}

/**
 * Reads an info dictionary, which is all that peers send.
 * @throws TorrentError if it is not valid
 */
export function metainfoFromInfo(
  infoBytes: Uint8Array,
  announceTiers: Metainfo['announceTiers'] = [],
  platform = process.platform,
): Metainfo {
  const info = bencoded('info', () => decode(infoBytes))
  if (!isDictionary(info)) throw new TorrentError('info', 'a dictionary', 'none')
  refuseVersion2(info)
  const name = textOf(info['name.utf-8']) ?? textOf(info['name'])
  if (name === undefined) throw new TorrentError('info.name', 'a string', 'none')
  const pieceBytes = info['piece length']
  if (!isCount(pieceBytes) || pieceBytes === 0 || pieceBytes > MAX_PIECE_BYTES) {
    const found = typeof pieceBytes === 'number' ? `${pieceBytes}` : 'none'
    throw new TorrentError('info.piece length', `1 to ${MAX_PIECE_BYTES} bytes`, found)
  }
  const files = filesOf(info, name, platform)
  const sizeBytes = sizeOf(files)
  const infoHash = createHash('sha1').update(infoBytes).digest()
  return {
    infoHash: Uint8Array.from(infoHash),
    infoHashHex: infoHash.toString('hex'),
    infoBytes: Uint8Array.from(infoBytes),
    name: safePaths([[name]], platform)[0][0],
    isFolder: info['files'] !== undefined,
    files,
    sizeBytes,
    pieceBytes,
    pieceHashes: pieceHashesOf(info, Math.ceil(sizeBytes / pieceBytes)),
    announceTiers,
    isPrivate: info['private'] === 1,
    webSeeds: [],
  }
}

function bencoded<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof BencodeError)) throw error
    const expected = `${error.expected} at byte ${error.offset}`
    throw new TorrentError(place, expected, 'something else')
  }
}

function refuseVersion2(info: BencodeDictionary): void {
  if (info['meta version'] === undefined || info['pieces'] !== undefined) return
  const expected = 'a torrent of version 1, or a hybrid'
  throw new TorrentError('info', expected, 'one of version 2 only, which is not supported')
}

function filesOf(info: BencodeDictionary, name: string, platform: NodeJS.Platform): TorrentFile[] {
  const { files } = info
  // With both a length and files, the files count, as in libtorrent.
  const entries =
    files === undefined
      ? [{ ...fileOf(info, 'info', [name]), isPadding: false }]
      : listOf(files, name)
  const written = entries.filter(({ isPadding }) => !isPadding).map(({ path }) => path)
  const paths = safePaths(written, platform)[Symbol.iterator]()
  let offsetBytes = 0
  return entries.map(({ lengthBytes, isPadding }) => {
    const path: Path = isPadding ? [] : paths.next().value!
    const file = { path, lengthBytes, offsetBytes }
    offsetBytes += lengthBytes
    return file
  })
}

interface Entry {
  readonly path: Path
  readonly lengthBytes: number
  readonly isPadding: boolean
}

function listOf(files: Bencode, name: string): Entry[] {
  if (!Array.isArray(files)) throw new TorrentError('info.files', 'a list', 'none')
  return files.map((file, i) => {
    const place = `info.files[${i}]`
    if (!isDictionary(file)) throw new TorrentError(place, 'a dictionary', 'none')
    const names = file['path.utf-8'] ?? file['path']
    const path = Array.isArray(names) ? names.map(textOf) : []
    if (path.length === 0 || path.includes(undefined)) {
      throw new TorrentError(`${place}.path`, 'a list of names', 'none')
    }
    return fileOf(file, place, [name, ...(path as string[])])
  })
}

function fileOf(file: BencodeDictionary, place: string, path: Path): Entry {
  const { length } = file
  if (!isCount(length)) {
    const found = typeof length === 'number' ? `${length}` : 'none'
    throw new TorrentError(`${place}.length`, 'a number of bytes', found)
  }
  return { path, lengthBytes: length, isPadding: textOf(file['attr'])?.includes('p') ?? false }
}

function sizeOf(files: readonly TorrentFile[]): number {
  const last = files.at(-1)
  const size = last === undefined ? 0 : last.offsetBytes + last.lengthBytes
  if (size === 0) throw new TorrentError('info', 'at least one byte of content', 'none')
  if (!Number.isSafeInteger(size)) {
    throw new TorrentError('info.files', 'at most 2^53 bytes in total', 'more')
  }
  return size
}

function pieceHashesOf({ pieces }: BencodeDictionary, count: number): Uint8Array {
  const expected = `${HASH_BYTES * count} bytes of hashes for ${count} pieces`
  if (!(pieces instanceof Uint8Array)) throw new TorrentError('info.pieces', expected, 'none')
  if (pieces.length !== HASH_BYTES * count) {
    throw new TorrentError('info.pieces', expected, `${pieces.length}`)
  }
  return pieces
}

/** Some programs write a plain list of URLs instead of tiers; each becomes a tier. */
function tiersOf(torrent: BencodeDictionary): string[][] {
  const list = torrent['announce-list']
  const tiers = Array.isArray(list) ? list.map(textsOf).filter((tier) => tier.length > 0) : []
  return tiers.length > 0 ? tiers : textsOf(torrent['announce']).map((address) => [address])
}

/** Returns the non-empty strings of a list, or a single string as a list. */
function textsOf(value: Bencode | undefined): string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.flatMap((item) => textOf(item)?.trim() || [])
}

/** Decodes a string; bytes that are not UTF-8, as in old torrents, become U+FFFD. */
function textOf(value: Bencode | undefined): string | undefined {
  return value instanceof Uint8Array ? utf8.decode(value) : undefined
}

function isCount(value: Bencode | undefined): value is number {
  return typeof value === 'number' && value >= 0
}
