import { WireError } from './wire-error.js'

/** The handshake message of BEP 3. */
export interface Handshake {
  /** 20 bytes. */
  readonly infoHash: Uint8Array
  /** 20 bytes. */
  readonly peerId: Uint8Array
  /** Whether the sender supports BEP 6. */
  readonly fast: boolean
  /** Whether the sender supports BEP 10. */
  readonly extended: boolean
  /** Whether the sender is a DHT node (BEP 5). */
  readonly dht: boolean
}

/** The first bytes of a plaintext connection: a length and a name. */
export const PROTOCOL = Buffer.from('\x13BitTorrent protocol', 'latin1')

/** Bytes of a handshake: protocol, 8 reserved, info hash, peer id. */
export const HANDSHAKE_BYTES = 68

/** Byte and bit of each extension in the reserved bytes (BEP 10, BEP 6, BEP 5). */
const EXTENDED = { byte: 25, bit: 0x10 }
const FAST = { byte: 27, bit: 0x04 }
const DHT = { byte: 27, bit: 0x01 }

/** Encodes a handshake. */
export function encodeHandshake(handshake: Handshake): Buffer {
  const bytes = Buffer.alloc(HANDSHAKE_BYTES)
  bytes.set(PROTOCOL)
  if (handshake.extended) bytes[EXTENDED.byte] |= EXTENDED.bit
  if (handshake.fast) bytes[FAST.byte] |= FAST.bit
  if (handshake.dht) bytes[DHT.byte] |= DHT.bit
  bytes.set(handshake.infoHash, 28)
  bytes.set(handshake.peerId, 48)
  return bytes
}

/**
 * Decodes a handshake of 68 bytes.
 * @throws WireError if they are not a BitTorrent handshake
 */
export function decodeHandshake(bytes: Buffer): Handshake {
  if (bytes.compare(PROTOCOL, 0, PROTOCOL.length, 0, PROTOCOL.length) !== 0) {
    throw new WireError('does not use the BitTorrent protocol')
  }
  return {
    infoHash: new Uint8Array(bytes.subarray(28, 48)),
    peerId: new Uint8Array(bytes.subarray(48, HANDSHAKE_BYTES)),
    extended: (bytes[EXTENDED.byte] & EXTENDED.bit) !== 0,
    fast: (bytes[FAST.byte] & FAST.bit) !== 0,
    dht: (bytes[DHT.byte] & DHT.bit) !== 0,
  }
}
