import bencode from 'bencode'
import { ResourceError, type TorrentGeometry } from './scenario-resource.js'

/** Larger files are refused; a .torrent of 100,000 pieces has 2 MB. */
export const MOST_TORRENT_BYTES = 16 * 2 ** 20

/** Real torrents nest four deep (file lists and file trees a few more). */
const MOST_LEVELS = 32

const ZERO = '0'.charCodeAt(0)

/**
 * Reads size and piece length from a .torrent's info dictionary (BEP 3; a version 2 file tree,
 * BEP 52, is not read). Throws a ResourceError for anything that is no well-formed torrent.
 */
export function readTorrent(bytes: Uint8Array): TorrentGeometry {
  if (bytes.length > MOST_TORRENT_BYTES) throw new ResourceError('a .torrent of at most 16 MiB')
  checkBencode(bytes)
  const torrent = bencode.decode(bytes)
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

function sizeOf(info: Record<string, unknown>): number {
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

function isDictionary(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/**
 * The strict door before the decoder, which accepts trailing bytes, never ends on a cut list and
 * calls itself for each level: walks the bytes once, without recursion, and throws if they are
 * not exactly one bencoded value.
 */
function checkBencode(bytes: Uint8Array): void {
  /** For each open value: whether it is a dictionary. */
  const open: boolean[] = []
  /** Whether a dictionary's next value is a key; per open value. */
  const wantsKey: boolean[] = []
  let at = 0
  do {
    const top = open.length - 1
    const mark = String.fromCharCode(bytes[at])
    if (mark === 'e' && top >= 0 && (!open[top] || wantsKey[top])) {
      open.pop()
      wantsKey.pop()
      at++
      continue
    }
    const key = top >= 0 && open[top] && wantsKey[top]
    if (key && !isDigit(bytes[at])) throw broken(at, 'a key')
    if (top >= 0) wantsKey[top] = !wantsKey[top]
    if (mark === 'd' || mark === 'l') {
      if (open.length === MOST_LEVELS) {
        throw new ResourceError(`a .torrent with at most ${MOST_LEVELS} levels of nesting`)
      }
      open.push(mark === 'd')
      wantsKey.push(true)
      at++
    } else if (mark === 'i') at = afterInteger(bytes, at + 1)
    else at = afterText(bytes, at)
  } while (open.length > 0)
  if (at < bytes.length) throw broken(at, 'the end of the file')
}

/** The offset after `digits e`, from the first digit or the minus sign on. */
function afterInteger(bytes: Uint8Array, at: number): number {
  const negative = bytes[at] === '-'.charCodeAt(0)
  const start = negative ? at + 1 : at
  const end = afterDigits(bytes, start)
  // There is one way to write each number: no leading zeros and no -0.
  if (bytes[start] === ZERO && (end > start + 1 || negative)) throw broken(at, 'a plain number')
  if (end === start || bytes[end] !== 'e'.charCodeAt(0)) throw broken(end, 'a number')
  return end + 1
}

/** The offset after `length:text`. */
function afterText(bytes: Uint8Array, at: number): number {
  const end = afterDigits(bytes, at)
  if (end === at || end - at > 9 || bytes[end] !== ':'.charCodeAt(0)) throw broken(at, 'a value')
  if (bytes[at] === ZERO && end > at + 1) throw broken(at, 'a plain length')
  const after = end + 1 + Number(String.fromCharCode(...bytes.subarray(at, end)))
  if (after > bytes.length) throw broken(at, 'a text that ends within the file')
  return after
}

function afterDigits(bytes: Uint8Array, at: number): number {
  while (isDigit(bytes[at])) at++
  return at
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9
}

function broken(at: number, wanted: string): ResourceError {
  return new ResourceError(`a well-formed .torrent (at byte ${at} there should be ${wanted})`)
}
