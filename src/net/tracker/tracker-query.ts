import { isDialable } from '../common/peer-address.js'
import { quoted } from '../common/plain-text.js'
import { TrackerError } from './tracker-error.js'
import type { Announced } from './tracker-swarms.js'

/** How many peers an answer has: if `numwant` is missing, and at most. */
export const WANT = { default: 50, most: 200 } as const

/** The most torrents in one scrape: as many as fit a UDP packet (BEP 15). */
export const MAX_SCRAPED = 74

/** The form of an HTTP answer. */
export interface AnswerForm {
  /** Whether to use the compact form, as BEP 23 suggests unless `compact=0`. */
  readonly compact: boolean
  readonly withoutIds: boolean
}

/** The parameters of a query with all their values; names as text, values as bytes. */
export type Query = ReadonlyMap<string, readonly Uint8Array[]>

/** Parses a query byte by byte: an info hash is not text in any encoding. */
export function readQuery(search: string): Query {
  const query = new Map<string, Uint8Array[]>()
  for (const parameter of search.split('&')) {
    const equals = parameter.indexOf('=')
    if (equals < 0) continue
    const name = parameter.slice(0, equals)
    const values = query.get(name) ?? []
    values.push(percentDecoded(parameter.slice(equals + 1)))
    query.set(name, values)
  }
  return query
}

/**
 * Reads an HTTP announce from `host`.
 * @throws TrackerError that names the wrong parameter
 */
export function readAnnounced(query: Query, host: string): Announced & AnswerForm {
  const infoHash = Buffer.from(twentyBytes(query, 'info_hash')).toString('hex')
  const id = twentyBytes(query, 'peer_id')
  const port = count(query, 'port') ?? 0
  if (!isDialable({ host, port })) {
    throw new TrackerError(`peers cannot dial ${host}, port ${port}`)
  }
  const event = text(query, 'event') ?? ''
  return {
    ...{ infoHash, id, host, port },
    leftBytes: count(query, 'left') ?? Number.POSITIVE_INFINITY,
    // An event that is not of BEP 3 ("empty", BEP 21's "paused") counts as a periodic announce.
    event: event === 'started' || event === 'completed' || event === 'stopped' ? event : '',
    // Some clients send -1 for "you choose".
    want: text(query, 'numwant') === '-1' ? WANT.default : wanted(count(query, 'numwant')),
    compact: text(query, 'compact') !== '0',
    withoutIds: text(query, 'no_peer_id') === '1',
  }
}

/**
 * Reads the info hashes of a scrape, in hex.
 * @throws TrackerError that names the wrong parameter
 */
export function readScraped(query: Query): string[] {
  const hashes = query.get('info_hash') ?? []
  if (hashes.length === 0 || hashes.length > MAX_SCRAPED) {
    throw new TrackerError(`info_hash: expected 1 to ${MAX_SCRAPED}, found ${hashes.length}`)
  }
  return hashes.map((hash) => Buffer.from(expectTwenty('info_hash', hash)).toString('hex'))
}

function wanted(count: number | undefined): number {
  return Math.min(count ?? WANT.default, WANT.most)
}

function twentyBytes(query: Query, name: string): Uint8Array {
  return expectTwenty(name, query.get(name)?.[0] ?? new Uint8Array())
}

function expectTwenty(name: string, value: Uint8Array): Uint8Array {
  if (value.length === 20) return value
  throw new TrackerError(`${name}: expected 20 bytes, found ${value.length}`)
}

/** Reads any digits: some clients send 2^63 - 1 for an unknown `left`. Clamped to what is exact. */
function count(query: Query, name: string): number | undefined {
  const value = text(query, name)
  if (value === undefined || value === '') return undefined
  if (/^\d+$/.test(value)) return Math.min(Number(value), Number.MAX_SAFE_INTEGER)
  throw new TrackerError(`${name}: expected a number, found ${quoted(value.slice(0, 20))}`)
}

function text(query: Query, name: string): string | undefined {
  const value = query.get(name)?.[0]
  return value && Buffer.from(value).toString('latin1')
}

function percentDecoded(value: string): Uint8Array {
  const bytes: number[] = []
  for (let i = 0; i < value.length; i++) {
    const hex = value.slice(i + 1, i + 3)
    if (value[i] === '%' && /^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      i += 2
    } else bytes.push(value[i] === '+' ? 0x20 : value.charCodeAt(i))
  }
  return Uint8Array.from(bytes)
}
