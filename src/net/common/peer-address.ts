import { isIP } from 'node:net'

/** Where a peer listens. */
export interface PeerAddress {
  /** An IPv4 or IPv6 address without brackets; a name only where a user gave it. */
  readonly host: string
  readonly port: number
}

/** The bytes of one compact address: BEP 23 for IPv4, BEP 7 for IPv6. */
export const COMPACT_BYTES = { 4: 6, 6: 18 } as const

/**
 * Whether a peer may listen there. What others tell is not trusted: names (they would have us look
 * up anything), port 0, and addresses of nobody or of many are not dialled.
 */
export function isDialable({ host, port }: PeerAddress): boolean {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return false
  const family = isIP(host)
  if (family === 4) {
    const first = Number(host.split('.')[0])
    return first !== 0 && first < 224
  }
  return family === 6 && !host.includes('%') && !/^(::|ff.*)$/i.test(host)
}

/**
 * Reads the dialable ones, up to `most`, of addresses that lie one after the other. The length of
 * `bytes` must be a multiple of `COMPACT_BYTES` of that family: a RangeError otherwise.
 */
export function readCompact(bytes: Uint8Array, family: 4 | 6, most: number): PeerAddress[] {
  const size = COMPACT_BYTES[family]
  if (bytes.length % size !== 0) {
    throw new RangeError(`${bytes.length} bytes of peers, not a multiple of ${size}`)
  }
  const found: PeerAddress[] = []
  for (let at = 0; at < bytes.length && found.length < most; at += size) {
    const address = bytes.subarray(at, at + size - 2)
    const port = bytes[at + size - 2] * 256 + bytes[at + size - 1]
    const peer = { host: family === 4 ? address.join('.') : readIPv6(address), port }
    if (isDialable(peer)) found.push(peer)
  }
  return found
}

/** An address as its compact bytes; undefined for what is no plain IP address. */
export function writeCompact({ host, port }: PeerAddress): Uint8Array | undefined {
  const family = isIP(host)
  if (family === 0 || host.includes('%')) return undefined
  const address = family === 4 ? host.split('.').map(Number) : writeIPv6(host)
  return Uint8Array.from([...address, port >> 8, port & 255])
}

/** Without the short forms; `new URL` finds the canonical one, with `::` for the zeros. */
function readIPv6(bytes: Uint8Array): string {
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push((bytes[i] * 256 + bytes[i + 1]).toString(16))
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

function writeIPv6(host: string): number[] {
  // The URL parser turns a dotted tail into groups.
  const [head, tail] = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::')
  const groups = (text = '') =>
    text === '' ? [] : text.split(':').map((hex) => Number(`0x${hex}`))
  const left = groups(head)
  const right = groups(tail)
  const zeros = new Array<number>(8 - left.length - right.length).fill(0)
  return [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 255])
}
