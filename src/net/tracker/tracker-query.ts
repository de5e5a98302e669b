import { isDialable } from '../common/peer-address.js'
import { quoted } from '../common/plain-text.js'
import { TrackerError } from './tracker-error.js'
import type { Announced } from './tracker-swarms.js'

/** How many peers are told to one that does not say how many it wants, and at most. */
export const WANT = { usual: 50, most: 200 } as const

/** More swarms are not scraped at once: as many as fit a UDP packet (BEP 15). */
export const MOST_SCRAPED = 74

/** The form of an answer by HTTP. */
export interface AnswerForm {
  /** BEP 23's form, which it suggests for all who do not refuse it. */
  readonly compact: boolean
  readonly withoutIds: boolean
}

/** The words of a query, each as often as it stands; names as text, values as bytes. */
export type Query = ReadonlyMap<string, readonly Uint8Array[]>

/** Takes a query apart, byte by byte: an info hash is no text in any encoding. */
export function readQuery(search: string): Query {
  const query = new Map<string, Uint8Array[]>()
  for (const word of search.split('&')) {
    const equals = word.indexOf('=')
    if (equals < 0) continue
    const name = word.slice(0, equals)
    const values = query.get(name) ?? []
    values.push(percentDecoded(word.slice(equals + 1)))
    query.set(name, values)
  }
  return query
}

/** Reads an announce that came by HTTP from `host`. Throws a TrackerError with what is wrong. */
export function readAnnounced(query: Query, host: string): Announced & AnswerForm {
  const infoHash = Buffer.from(twentyBytes(query, 'info_hash')).toString('hex')
  const id = twentyBytes(query, 'peer_id')
  const port = count(query, 'port') ?? 0
  if (!isDialable({ host, port })) {
    throw new TrackerError(`no peer can be dialled at ${host}, port ${port}`)
  }
  const event = text(query, 'event') ?? ''
  return {
    ...{ infoHash, id, host, port },
    leftBytes: count(query, 'left') ?? Number.POSITIVE_INFINITY,
    // What is no event of BEP 3 ("empty", BEP 21's "paused") is a sign of life all the same.
    event: event === 'started' || event === 'completed' || event === 'stopped' ? event : '',
    // Some say -1 for "you choose".
    want: text(query, 'numwant') === '-1' ? WANT.usual : wanted(count(query, 'numwant')),
    compact: text(query, 'compact') !== '0',
    withoutIds: text(query, 'no_peer_id') === '1',
  }
}

/** Reads which swarms are to be scraped, in hex. Throws a TrackerError with what is wrong. */
export function readScraped(query: Query): string[] {
  const hashes = query.get('info_hash') ?? []
  if (hashes.length === 0 || hashes.length > MOST_SCRAPED) {
    throw new TrackerError(`info_hash: expected 1 to ${MOST_SCRAPED}, found ${hashes.length}`)
  }
  return hashes.map((hash) => Buffer.from(expectTwenty('info_hash', hash)).toString('hex'))
}

function wanted(count: number | undefined): number {
  return Math.min(count ?? WANT.usual, WANT.most)
}

function twentyBytes(query: Query, name: string): Uint8Array {
  return expectTwenty(name, query.get(name)?.[0] ?? new Uint8Array())
}

function expectTwenty(name: string, value: Uint8Array): Uint8Array {
  if (value.length === 20) return value
  throw new TrackerError(`${name}: expected 20 bytes, found ${value.length}`)
}

function count(query: Query, name: string): number | undefined {
  const value = text(query, name)
  if (value === undefined || value === '') return undefined
  if (/^\d{1,15}$/.test(value)) return Number(value)
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
