import { createHash } from 'node:crypto'
import { isIPv4 } from 'node:net'

/**
 * Returns the pieces that a neighbour may request while choked: the canonical set of BEP 6. All
 * addresses of a /24 get the same set, so that many addresses gain nothing. An IPv6 address gets
 * none, since BEP 6 defines no set for it.
 */
export function allowedFastSet(
  infoHash: Uint8Array,
  address: string,
  pieceCount: number,
  count: number,
): number[] {
  if (!isIPv4(address)) return []
  const pieces = new Set<number>()
  const network = Uint8Array.from([...address.split('.').slice(0, 3).map(Number), 0])
  let digest = sha1(Buffer.concat([network, infoHash]))
  while (pieces.size < Math.min(count, pieceCount)) {
    for (let at = 0; at < digest.length && pieces.size < count; at += 4) {
      pieces.add(digest.readUInt32BE(at) % pieceCount)
    }
    digest = sha1(digest)
  }
  return [...pieces]
}

function sha1(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest()
}
