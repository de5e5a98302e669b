import { type Bencode, isDictionary } from '../../base/bencode.js'
import { HASH_BYTES } from '../../net/torrent/metainfo.js'

/** Keys whose values are hashes, even if the bytes look like text (BEP 52 and older). */
const HASHES = ['pieces root', 'sha1', 'ed2k', 'filehash']

/**
 * Converts a decoded .torrent to JSON: text as strings, piece hashes as a list of hex strings, and
 * other bytes as hex.
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

/** Decodes bytes as text; returns undefined unless they are UTF-8 without control characters. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return /[^\P{Cc}\t\n\r]/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
