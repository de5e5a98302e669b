import { isIP } from 'node:net'

/** The address that a peer listens on. */
export interface PeerAddress {
  /** An IPv4 or IPv6 address without brackets; a host name only if the user gave it. */
  readonly host: string
  readonly port: number
}

/** Bytes of a compact address: BEP 23 for IPv4, BEP 7 for IPv6. */
export const COMPACT_BYTES = { 4: 6, 6: 18 } as const

/**
 * Returns whether an address from the network may be dialled. Host names (they would make us look
 * up anything), port 0, and unspecified or multicast addresses may not.
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
 * Reads a list of compact addresses; returns up to `most` that can be dialled.
 * @throws RangeError if the length of `bytes` is not a multiple of `COMPACT_BYTES` of that family
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

/** Encodes an address in compact form; returns undefined unless it is a plain IP address. */
export function writeCompact({ host, port }: PeerAddress): Uint8Array | undefined {
  const family = isIP(host)
  if (family === 0 || host.includes('%')) return undefined
  const address = family === 4 ? host.split('.').map(Number) : writeIPv6(host)
  return Uint8Array.from([...address, port >> 8, port & 255])
}

/** `new URL` makes the canonical form, with `::` for the longest run of zeros. */
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
