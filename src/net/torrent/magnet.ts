import type { PeerAddress } from '../common/peer-address.js'
import { quoted } from '../common/plain-text.js'
import { TorrentError } from './torrent-error.js'

/** The content of a magnet link (BEP 9). */
export interface Magnet {
  readonly infoHash: Uint8Array
  /** 40 lower-case hex digits. */
  readonly infoHashHex: string
  /** `dn`: the name to show until the metadata is known. Not safe as a file name. */
  readonly name?: string
  /** `tr`: each tracker is a tier of its own. */
  readonly announceTiers: readonly (readonly string[])[]
  /** `x.pe`: peers that are likely to have it. */
  readonly peers: readonly PeerAddress[]
}

const BASE_32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** Returns whether a text is meant as a magnet link. */
export function isMagnet(text: string): boolean {
  return /^magnet:/i.test(text)
}

/**
 * Reads a magnet link and ignores unknown parameters.
 *
 * Not parse-torrent, which loses a tracker with a bare `=` (as passkeys have), takes any 40
 * characters for a hash, throws URIError, and expands the ranges of `so`, so that `so=0-9999999999`
 * fills the memory.
 * @throws TorrentError if it is not a valid magnet link
 */
export function parseMagnet(link: string): Magnet {
  const query = /^magnet:\?(.+)$/is.exec(link.trim())?.[1]
  if (query === undefined) throw new TorrentError('magnet link', 'magnet:?xt=...', quoted(link))
  const parameters = query.split('&').map(parameterOf)
  const all = (key: string) => parameters.flatMap(([name, value]) => (name === key ? [value] : []))
  const infoHash = infoHashOf(all('xt'))
  return {
    infoHash,
    infoHashHex: Buffer.from(infoHash).toString('hex'),
    name: all('dn').find((name) => name !== ''),
    announceTiers: [...new Set(all('tr'))].filter(Boolean).map((tracker) => [tracker]),
    peers: all('x.pe').map(peerOf),
  }
}

/** Writes a magnet link. */
export function formatMagnet({
  infoHashHex,
  name,
  announceTiers = [],
  peers = [],
}: Pick<Magnet, 'infoHashHex'> & Partial<Magnet>): string {
  const parameters = [
    `xt=urn:btih:${infoHashHex}`,
    ...(name === undefined ? [] : [`dn=${encodeURIComponent(name)}`]),
    ...announceTiers.flat().map((tracker) => `tr=${encodeURIComponent(tracker)}`),
    // Not percent-encoded: libtorrent does not decode it.
    ...peers.map(({ host, port }) => `x.pe=${host.includes(':') ? `[${host}]` : host}:${port}`),
  ]
  return `magnet:?${parameters.join('&')}`
}

/** Returns the key, without a number that some clients add (`tr.1`), and the decoded value. */
function parameterOf(parameter: string): [key: string, value: string] {
  const [typed, ...rest] = parameter.split('=')
  const key = typed.toLowerCase().replace(/\.\d+$/, '')
  // A plus means a space only in names, not in a tracker's URL.
  const value = key === 'dn' ? rest.join('=').replaceAll('+', ' ') : rest.join('=')
  try {
    return [key, decodeURIComponent(value)]
  } catch {
    throw new TorrentError(
      `magnet link: ${key}`,
      'percent-encoding (% and two hex digits)',
      quoted(value),
    )
  }
}

function infoHashOf(topics: readonly string[]): Uint8Array {
  const place = 'magnet link: xt'
  const topic = topics.find((text) => /^urn:btih:/i.test(text))
  if (topic === undefined) {
    const found = topics.length === 0 ? 'nothing' : quoted(topics[0])
    throw new TorrentError(place, 'urn:btih: and an info hash of BitTorrent version 1', found)
  }
  const text = topic.slice('urn:btih:'.length).toLowerCase()
  if (/^[0-9a-f]{40}$/.test(text)) return Uint8Array.from(Buffer.from(text, 'hex'))
  if (/^[a-z2-7]{32}$/.test(text)) return fromBase32(text)
  throw new TorrentError(place, '40 hex digits or 32 base-32 digits', quoted(text))
}

/** Decodes base 32: eight digits of five bits are five bytes. */
function fromBase32(text: string): Uint8Array {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 8) {
    let bits = 0n
    for (const letter of text.slice(at, at + 8)) {
      bits = (bits << 5n) | BigInt(BASE_32.indexOf(letter))
    }
    for (let shift = 32n; shift >= 0n; shift -= 8n) bytes.push(Number((bits >> shift) & 0xffn))
  }
  return Uint8Array.from(bytes)
}

function peerOf(text: string): PeerAddress {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^[\]:/\s]+)):(\d{1,5})$/i.exec(text)
  const port = Number(parts?.[3])
  if (parts && port > 0 && port < 65_536) return { host: parts[1] ?? parts[2], port }
  throw new TorrentError('magnet link: x.pe', 'HOST:PORT or [IPv6]:PORT', quoted(text))
}
