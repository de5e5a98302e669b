import bencode from 'bencode'

/** A decoded value. Texts are bytes; a key that is no UTF-8 comes as its hex digits. */
export type Bencode = number | Uint8Array | Bencode[] | BencodeDictionary

/** A decoded dictionary; what it lacks is undefined. */
export interface BencodeDictionary {
  readonly [key: string]: Bencode | undefined
}

/** What can be encoded; a member of a dictionary that is undefined is left out. */
export type BencodeInput =
  | number
  | string
  | Uint8Array
  | readonly BencodeInput[]
  | { readonly [key: string]: BencodeInput | undefined }

/** The largest .torrent that is read: one of 100,000 pieces has 2 MB. */
export const MOST_BENCODE_BYTES = 16 * 2 ** 20

/** Real torrents nest four deep, those of version 2 as deep as their folders and a few more. */
const MOST_LEVELS = 32

/** A torrent of 100,000 files has 600,000. Two bytes may be a value that takes 300 of memory. */
const MOST_VALUES = 2 ** 20

/** Lengths of texts have no more digits, so that they are exact. */
const MOST_LENGTH_DIGITS = 9

const [ZERO, NINE, COLON, MINUS] = [0x30, 0x39, 0x3a, 0x2d]
const [DICTIONARY, LIST, INTEGER, END] = [0x64, 0x6c, 0x69, 0x65]

/** Bytes as text, a character each. */
const latin = new TextDecoder('latin1')

/** As it looks in `latin`. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'

/** What came from outside is no bencode (BEP 3). */
export class BencodeError extends Error {
  override readonly name: string = 'BencodeError'

  /** `expected` is a noun phrase: what should be at the byte `offset`. */
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(`at byte ${offset} there should be ${expected}`)
  }
}

/** What came from outside may be bencode, but more of it than is taken; `expected` is the most. */
export class BencodeLimitError extends BencodeError {
  override readonly name = 'BencodeLimitError'
}

/**
 * Decodes bytes that are exactly one value of at most `mostBytes`. Throws a BencodeError. There is
 * one way to write each number: leading zeros and -0 are refused, and what no double holds exactly.
 * Keys may stand in any order, for many torrents were so made, but none may stand twice. What a
 * stranger sends at will should have a smaller bound than a file that was chosen.
 */
export function decode(bytes: Uint8Array, mostBytes = MOST_BENCODE_BYTES): Bencode {
  if (bytes.length > mostBytes) throw tooMany(mostBytes, mostBytes, 'bytes')
  const { value, endOffset } = decodePrefix(bytes, mostBytes)
  if (endOffset < bytes.length) throw new BencodeError(endOffset, 'the end of the file')
  return value
}

/** As `decode`, for bytes that begin with a value; other bytes may follow it (BEP 9). */
export function decodePrefix(
  bytes: Uint8Array,
  mostBytes = MOST_BENCODE_BYTES,
): { value: Bencode; endOffset: number } {
  const endOffset = afterValue(bytes, 0, mostBytes)
  return { value: bencode.decode(bytes.subarray(0, endOffset)) as Bencode, endOffset }
}

/** Encodes a value, keys in order. Numbers are whole and of at most 2^53 - 1. */
export function encode(value: BencodeInput): Uint8Array {
  return bencode.encode(value)
}

/**
 * The bytes of a member of the dictionary that `bytes` are, as they stand: what a hash is taken
 * of. Undefined if it has no such member. Throws a BencodeError if it is no dictionary.
 */
export function rawMember(bytes: Uint8Array, key: string): Uint8Array | undefined {
  if (bytes[0] !== DICTIONARY) throw new BencodeError(0, 'a dictionary')
  const sought = latin.decode(new TextEncoder().encode(key))
  let at = 1
  while (bytes[at] !== END) {
    const found = textAt(bytes, at)
    const start = afterText(bytes, at)
    at = afterValue(bytes, start, bytes.length)
    if (found === sought) return bytes.subarray(start, at)
  }
  return undefined
}

/** Tells a dictionary from all else, a missing value included. */
export function isDictionary(value: unknown): value is BencodeDictionary {
  return (
    typeof value === 'object' &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    !Array.isArray(value)
  )
}

/**
 * The strict door before the decoder, which accepts trailing bytes, never ends on a cut list, calls
 * itself for each level and lets a key set an object's prototype: walks the value at `start` once,
 * without recursion, and answers the offset after it.
 */
function afterValue(bytes: Uint8Array, start: number, mostBytes: number): number {
  /** For each open value: the keys of a dictionary, or undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  /** Whether a dictionary's next value is a key; per open value. */
  const wantsKey: boolean[] = []
  let at = start
  let values = 0
  do {
    const top = open.length - 1
    const keys = open[top]
    const mark = bytes[at]
    if (mark === END && top >= 0 && (keys === undefined || wantsKey[top])) {
      open.pop()
      wantsKey.pop()
      at++
      continue
    }
    if (++values > MOST_VALUES) throw tooMany(at, MOST_VALUES, 'values')
    if (keys !== undefined && wantsKey[top]) noteKey(keys, bytes, at)
    if (top >= 0) wantsKey[top] = !wantsKey[top]
    if (mark === DICTIONARY || mark === LIST) {
      if (open.length === MOST_LEVELS) throw tooMany(at, MOST_LEVELS, 'levels of nesting')
      open.push(mark === DICTIONARY ? new Set() : undefined)
      wantsKey.push(true)
      at++
    } else if (mark === INTEGER) at = afterInteger(bytes, at + 1)
    else at = afterText(bytes, at)
    if (at - start > mostBytes) throw tooMany(at, mostBytes, 'bytes')
  } while (open.length > 0)
  return at
}

function noteKey(keys: Set<string>, bytes: Uint8Array, at: number): void {
  if (!isDigit(bytes[at])) throw new BencodeError(at, 'a key')
  const key = textAt(bytes, at)
  // Of two values, two readers might take one each. The decoder drops a byte order mark, which
  // makes two of one key again, and would assign to __proto__.
  if (keys.has(key)) throw new BencodeError(at, 'a key that was not there before')
  if (key.startsWith(BYTE_ORDER_MARK)) throw new BencodeError(at, 'a key without byte order mark')
  if (key === '__proto__') throw new BencodeError(at, 'a key other than __proto__')
  keys.add(key)
}

function textAt(bytes: Uint8Array, at: number): string {
  const after = afterText(bytes, at)
  return latin.decode(bytes.subarray(bytes.indexOf(COLON, at) + 1, after))
}

/** The offset after `digits e`, from the first digit or the minus sign on. */
function afterInteger(bytes: Uint8Array, at: number): number {
  const negative = bytes[at] === MINUS
  const start = negative ? at + 1 : at
  const end = afterDigits(bytes, start)
  if (bytes[start] === ZERO && (end > start + 1 || negative)) {
    throw new BencodeError(at, 'a plain number')
  }
  if (end === start || bytes[end] !== END) throw new BencodeError(end, 'a number')
  if (end - start > 16 || !Number.isSafeInteger(numberAt(bytes, start, end))) {
    throw new BencodeLimitError(at, 'a number of at most 2^53 - 1')
  }
  return end + 1
}

/** The offset after `length:text`. */
function afterText(bytes: Uint8Array, at: number): number {
  const end = afterDigits(bytes, at)
  if (end === at || end - at > MOST_LENGTH_DIGITS || bytes[end] !== COLON) {
    throw new BencodeError(at, 'a value')
  }
  if (bytes[at] === ZERO && end > at + 1) throw new BencodeError(at, 'a plain length')
  const after = end + 1 + numberAt(bytes, at, end)
  if (after > bytes.length) throw new BencodeError(at, 'a text that ends within the file')
  return after
}

function afterDigits(bytes: Uint8Array, at: number): number {
  while (isDigit(bytes[at])) at++
  return at
}

/** `from` to `to` are a few digits. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  return Number(String.fromCharCode(...bytes.subarray(from, to)))
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}

function tooMany(at: number, most: number, what: string): BencodeLimitError {
  return new BencodeLimitError(at, `at most ${most} ${what}`)
}
