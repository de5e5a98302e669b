import { isIP } from 'node:net'
import { type BencodeDictionary, encode } from '../../base/bencode.js'
import {
  COMPACT_BYTES,
  type PeerAddress,
  readCompact,
  writeCompact,
} from '../common/peer-address.js'
import { bytesIn, readDictionary } from './dictionary.js'

/** A peer's address in a BEP 11 message. */
export interface PexPeer extends PeerAddress {
  /** BEP 11: 1 prefers encryption, 2 seeds, 4 uTP, 8 holepunch, 16 reachable. */
  readonly flags: number
}

/** A BEP 11 message: peers that the sender connected to, and lost, since its last one. */
export interface PexMessage {
  readonly added: readonly PexPeer[]
  readonly dropped: readonly PeerAddress[]
}

/** The most addresses read from each list; BEP 11 allows 50 in a message. */
const MAX_PEERS = 200

/**
 * Reads a BEP 11 message; leaves out addresses that cannot be dialled.
 * @throws WireError if it is malformed
 */
export function readPexMessage(body: Uint8Array): PexMessage {
  const { dictionary } = readDictionary(body)
  return {
    added: [
      ...peersIn(dictionary, 'added', 4, bytesIn(dictionary, 'added.f')),
      ...peersIn(dictionary, 'added6', 6, bytesIn(dictionary, 'added6.f')),
    ],
    dropped: [
      ...peersIn(dictionary, 'dropped', 4, null),
      ...peersIn(dictionary, 'dropped6', 6, null),
    ].map(({ host, port }) => ({ host, port })),
  }
}

/** Encodes the body of a BEP 11 message. */
export function encodePexMessage({ added, dropped }: PexMessage): Uint8Array {
  const [added4, added6, dropped4, dropped6] = [
    compactOf(added, 4),
    compactOf(added, 6),
    compactOf(dropped, 4),
    compactOf(dropped, 6),
  ]
  return encode({
    added: added4.bytes,
    'added.f': added4.flags,
    added6: added6.bytes,
    'added6.f': added6.flags,
    dropped: dropped4.bytes,
    dropped6: dropped6.bytes,
  })
}

/** Returns the complete addresses of one list with their flags. */
function peersIn(
  dictionary: BencodeDictionary,
  key: string,
  family: 4 | 6,
  flags: Uint8Array | null,
): PexPeer[] {
  const bytes = bytesIn(dictionary, key) ?? new Uint8Array(0)
  const size = COMPACT_BYTES[family]
  const most = Math.min(MAX_PEERS, Math.floor(bytes.length / size))
  const peers: PexPeer[] = []
  for (let i = 0; i < most; i++) {
    // An address that cannot be dialled is left out together with its flags.
    const [address] = readCompact(bytes.subarray(i * size, (i + 1) * size), family, 1)
    if (address !== undefined) peers.push({ ...address, flags: flags?.[i] ?? 0 })
  }
  return peers
}

/** Encodes the addresses of one family, and their flags in the same order. */
function compactOf(peers: readonly (PeerAddress & { flags?: number })[], family: 4 | 6) {
  const chosen = peers.flatMap((peer) => {
    const bytes = isIP(peer.host) === family ? writeCompact(peer) : undefined
    return bytes === undefined ? [] : [{ bytes, flags: peer.flags ?? 0 }]
  })
  return {
    bytes: Buffer.concat(chosen.map(({ bytes }) => bytes)),
    flags: Uint8Array.from(chosen, ({ flags }) => flags),
  }
}
