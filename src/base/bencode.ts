import bencode from 'bencode'

/** A decoded value. Strings are bytes; a key that is not UTF-8 becomes its hex digits. */
export type Bencode = number | Uint8Array | Bencode[] | BencodeDictionary

/** A decoded dictionary; a missing member is undefined. */
export interface BencodeDictionary {
  readonly [key: string]: Bencode | undefined
}

/** A value to encode; an undefined member of a dictionary is left out. */
export type BencodeInput =
  | number
  | string
  | Uint8Array
  | readonly BencodeInput[]
  | { readonly [key: string]: BencodeInput | undefined }

/** The largest .torrent that is read; one of 100,000 pieces has 2 MB. */
export const MAX_BENCODE_BYTES = 16 * 2 ** 20

/** The deepest nesting. Torrents of version 1 nest four deep, those of version 2 with folders. */
const MAX_LEVELS = 32

/** The most values: 100,000 files have 600,000. A value of two bytes may take 300 of memory. */
const MAX_VALUES = 2 ** 20

/** The most digits of a string's length, so that it is exact. */
const MAX_LENGTH_DIGITS = 9

const [ZERO, NINE, COLON, MINUS] = [0x30, 0x39, 0x3a, 0x2d]
const [DICTIONARY, LIST, INTEGER, END] = [0x64, 0x6c, 0x69, 0x65]

/** The byte order mark, each byte as one character. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'

/** Bytes from outside are not bencode (BEP 3). */
export class BencodeError extends Error {
  override readonly name: string = 'BencodeError'

  /** `expected` is a noun phrase for what should be at byte `offset`. */
  constructor(
    readonly offset: number,
    readonly expected: string,
  ) {
    super(`byte ${offset}: expected ${expected}`)
  }
}

/** Bytes from outside exceed a limit, which `expected` describes. */
export class BencodeLimitError extends BencodeError {
  override readonly name = 'BencodeLimitError'
}

/**
 * Decodes bytes that are exactly one value of at most `mostBytes`. Numbers with leading zeros, -0,
 * and numbers that a double cannot hold exactly are refused. Keys may come in any order, as in many
 * torrents, but none twice. Messages from strangers need a smaller limit than the user's files.
 * @throws BencodeError if they are not
 */
export function decode(bytes: Uint8Array, mostBytes = MAX_BENCODE_BYTES): Bencode {
  if (bytes.length > mostBytes) throw tooMany(mostBytes, mostBytes, 'bytes')
  const { value, endOffset } = decodePrefix(bytes, mostBytes)
  if (endOffset < bytes.length) throw new BencodeError(endOffset, 'the end of the file')
  return value
}

/** Decodes bytes that begin with a value like `decode`; other bytes may follow it (BEP 9). */
export function decodePrefix(
  bytes: Uint8Array,
  mostBytes = MAX_BENCODE_BYTES,
): { value: Bencode; endOffset: number } {
  const endOffset = afterValue(bytes, 0, mostBytes)
  return { value: bencode.decode(bytes.subarray(0, endOffset)) as Bencode, endOffset }
}

/** Encodes a value, with keys sorted. Numbers must be whole and at most 2^53 - 1. */
export function encode(value: BencodeInput): Uint8Array {
  return bencode.encode(value)
}

/**
 * Returns the raw bytes of a dictionary's member, as they are hashed, or undefined if it has none.
 * @throws BencodeError if `bytes` are not a dictionary
 */
export function rawMember(bytes: Uint8Array, key: string): Uint8Array | undefined {
  if (bytes[0] !== DICTIONARY) throw new BencodeError(0, 'a dictionary')
  const sought = encodeURIComponent(key).replaceAll(/%(..)/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  let at = 1
  while (bytes[at] !== END) {
    const found = textAt(bytes, at)
    const start = afterText(bytes, at)
    at = afterValue(bytes, start, bytes.length)
    if (found === sought) return bytes.subarray(start, at)
  }
  return undefined
}

/** Returns whether a value is a dictionary; it may be undefined. */
export function isDictionary(value: unknown): value is BencodeDictionary {
  return (
    typeof value === 'object' &&
    value !== null &&
    !ArrayBuffer.isView(value) &&
    !Array.isArray(value)
  )
}

/**
 * Validates the value at `start` and returns the offset after it, in one pass without recursion.
 * The decoder itself accepts trailing bytes, never returns on a cut list, recurses into each level
 * and lets a key set an object's prototype.
 */
function afterValue(bytes: Uint8Array, start: number, mostBytes: number): number {
  /** The keys of each open dictionary; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  /** For each open value: whether a dictionary expects a key next. */
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
    if (++values > MAX_VALUES) throw tooMany(at, MAX_VALUES, 'values')
    if (keys !== undefined && wantsKey[top]) noteKey(keys, bytes, at)
    if (top >= 0) wantsKey[top] = !wantsKey[top]
    if (mark === DICTIONARY || mark === LIST) {
      if (open.length === MAX_LEVELS) throw tooMany(at, MAX_LEVELS, 'levels of nesting')
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
  // Two readers might choose different values of a repeated key. The decoder drops a byte order
  // mark, which makes equal keys again, and would assign to __proto__.
  if (keys.has(key)) throw new BencodeError(at, 'a key that is not repeated')
  if (key.startsWith(BYTE_ORDER_MARK)) throw new BencodeError(at, 'a key without byte order mark')
  if (key === '__proto__') throw new BencodeError(at, 'a key other than __proto__')
  keys.add(key)
}

/** Returns the text at an offset, each byte as one character. */
function textAt(bytes: Uint8Array, at: number): string {
  const after = afterText(bytes, at)
  let text = ''
  for (let i = bytes.indexOf(COLON, at) + 1; i < after; i++) text += String.fromCharCode(bytes[i])
  return text
}

/** Returns the offset after `digits e`, starting at the first digit or minus sign. */
function afterInteger(bytes: Uint8Array, at: number): number {
  const negative = bytes[at] === MINUS
  const start = negative ? at + 1 : at
  const end = afterDigits(bytes, start)
  if (bytes[start] === ZERO && (end > start + 1 || negative)) {
    throw new BencodeError(at, 'a number without leading zeros')
  }
  if (end === start || bytes[end] !== END) throw new BencodeError(end, 'a number')
  if (end - start > 16 || !Number.isSafeInteger(numberAt(bytes, start, end))) {
    throw new BencodeLimitError(at, 'a number of at most 2^53 - 1')
  }
  return end + 1
}

/** Returns the offset after `length:string`. */
function afterText(bytes: Uint8Array, at: number): number {
  const end = afterDigits(bytes, at)
  if (end === at || end - at > MAX_LENGTH_DIGITS || bytes[end] !== COLON) {
    throw new BencodeError(at, 'a value')
  }
  if (bytes[at] === ZERO && end > at + 1)
    throw new BencodeError(at, 'a length without leading zeros')
  const after = end + 1 + numberAt(bytes, at, end)
  if (after > bytes.length) throw new BencodeError(at, 'a string that ends within the file')
  return after
}

function afterDigits(bytes: Uint8Array, at: number): number {
  while (isDigit(bytes[at])) at++
  return at
}

/** Reads the digits from `from` to `to`. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  return Number(String.fromCharCode(...bytes.subarray(from, to)))
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE
}

function tooMany(at: number, most: number, what: string): BencodeLimitError {
  return new BencodeLimitError(at, `at most ${most} ${what}`)
}
