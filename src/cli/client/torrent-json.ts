import { type Bencode, isDictionary } from '../../net/torrent/bencode.js'
import { HASH_BYTES } from '../../net/torrent/metainfo.js'

/** Keys whose bytes are hashes, though by chance they may look like text (BEP 52 and older). */
const HASHES = ['pieces root', 'sha1', 'ed2k', 'filehash']

/**
 * A decoded .torrent as JSON: bytes that are text as text, the piece hashes as a list of hex, other
 * bytes as hex.
 */
export function torrentJson(value: Bencode | undefined, key = ''): unknown {
  if (value instanceof Uint8Array) {
    if (key === 'pieces') return hexOfEach(value)
    return HASHES.includes(key) ? hex(value) : (textIn(value) ?? hex(value))
  }
  if (Array.isArray(value)) return value.map((item) => torrentJson(item, key))
  if (!isDictionary(value)) return value
  const members = Object.entries(value).map(([name, member]) => [
    name,
    key === 'piece layers' && member instanceof Uint8Array
      ? hex(member)
      : torrentJson(member, name),
  ])
  return Object.fromEntries(members)
}

function hexOfEach(hashes: Uint8Array): string[] {
  const count = Math.ceil(hashes.length / HASH_BYTES)
  return Array.from({ length: count }, (_, i) =>
    hex(hashes.subarray(HASH_BYTES * i, HASH_BYTES * (i + 1))),
  )
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The text that these bytes are; undefined if they are no UTF-8 or hold what no text does. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return /[^\P{Cc}\t\n\r]/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
