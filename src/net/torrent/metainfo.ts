import { createHash } from 'node:crypto'
import {
  type Bencode,
  type BencodeDictionary,
  BencodeError,
  decode,
  isDictionary,
  rawMember,
} from './bencode.js'
import { type Path, safePaths } from './safe-path.js'
import { TorrentError } from './torrent-error.js'

/** The bytes of a piece's SHA-1. */
export const HASH_BYTES = 20

/**
 * The longest piece that is read. A peer believes a piece only when it has all of it, and until
 * then keeps what it has: longer ones serve nobody.
 */
const MOST_PIECE_BYTES = 256 * 2 ** 20

const utf8 = new TextDecoder()

/** One file of a torrent. */
export interface TorrentFile {
  /**
   * Where it lies below the download folder: safe names, the torrent's own first. Empty for
   * padding (BEP 47): zeros that stand in the pieces and are never written.
   */
  readonly path: Path
  readonly lengthBytes: number
  /** Where it begins in the row of all files, which is what is cut into pieces. */
  readonly offsetBytes: number
}

/** What a .torrent says (BEP 3), or the info dictionary alone (BEP 9). */
export interface Metainfo {
  /** SHA-1 of `infoBytes`: what the swarm is called. */
  readonly infoHash: Uint8Array
  /** The same as 40 hex digits, small. */
  readonly infoHashHex: string
  /** The info dictionary as it stood in the file; another encoding would be another swarm. */
  readonly infoBytes: Uint8Array
  /** The file's name, or that of the folder that holds the files; safe. */
  readonly name: string
  readonly isFolder: boolean
  readonly files: readonly TorrentFile[]
  readonly sizeBytes: number
  readonly pieceBytes: number
  /** 20 bytes a piece. */
  readonly pieceHashes: Uint8Array
  /** Trackers, the tiers in order (BEP 12). */
  readonly announceTiers: readonly (readonly string[])[]
  /** Peers may come from the trackers only (BEP 27). */
  readonly isPrivate: boolean
  readonly comment?: string
  readonly createdBy?: string
  /** Unix time. */
  readonly createdSeconds?: number
  /** BEP 19; nothing is fetched from them. */
  readonly webSeeds: readonly string[]
}

/**
 * Reads a whole .torrent of version 1, or the version 1 side of a hybrid. Throws a TorrentError.
 *
 * By hand and not by parse-torrent, which takes the hash of its own encoding, so that it joins
 * another swarm where keys are out of order; makes one list of all tiers; resolves `..` in names;
 * and trusts lengths and piece hashes to be what they should.
 */
export function readMetainfo(bytes: Uint8Array, platform = process.platform): Metainfo {
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

/** The same from the info dictionary, which is all that peers hand out. Throws a TorrentError. */
export function metainfoFromInfo(
  infoBytes: Uint8Array,
  announceTiers: Metainfo['announceTiers'] = [],
  platform = process.platform,
): Metainfo {
  const info = bencoded('info', () => decode(infoBytes))
  if (!isDictionary(info)) throw new TorrentError('info', 'a dictionary', 'none')
  refuseVersion2(info)
  const name = textOf(info['name.utf-8']) ?? textOf(info['name'])
  if (name === undefined) throw new TorrentError('info.name', 'a text', 'none')
  const pieceBytes = info['piece length']
  if (!isCount(pieceBytes) || pieceBytes === 0 || pieceBytes > MOST_PIECE_BYTES) {
    const found = typeof pieceBytes === 'number' ? `${pieceBytes}` : 'none'
    throw new TorrentError('info.piece length', `1 to ${MOST_PIECE_BYTES} bytes`, found)
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
  throw new TorrentError('info', expected, 'one of version 2 only, whose hashes are not read')
}

function filesOf(info: BencodeDictionary, name: string, platform: NodeJS.Platform): TorrentFile[] {
  const { files } = info
  // Who has both a length and files means the files: so libtorrent reads it too.
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
    throw new TorrentError('info.files', 'sizes that can be added', 'more than 2^53 bytes')
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

/** Some makers write a plain list of addresses where tiers should be: a tier each. */
function tiersOf(torrent: BencodeDictionary): string[][] {
  const list = torrent['announce-list']
  const tiers = Array.isArray(list) ? list.map(textsOf).filter((tier) => tier.length > 0) : []
  return tiers.length > 0 ? tiers : textsOf(torrent['announce']).map((address) => [address])
}

/** The texts of a list, or a lone text; empty ones and all else left out. */
function textsOf(value: Bencode | undefined): string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.flatMap((item) => textOf(item)?.trim() || [])
}

/** What is not UTF-8 is shown as such (U+FFFD): older makers wrote in many encodings. */
function textOf(value: Bencode | undefined): string | undefined {
  return value instanceof Uint8Array ? utf8.decode(value) : undefined
}

function isCount(value: Bencode | undefined): value is number {
  return typeof value === 'number' && value >= 0
}
