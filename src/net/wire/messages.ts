import type { ExtensionHandshake } from './extension-handshake.js'
import type { MetadataMessage } from './metadata-message.js'
import type { PexMessage } from './pex-message.js'

/** Message ids: BEP 3, BEP 5 (`port`), BEP 6 (13 to 17), BEP 10. */
export const MESSAGE = {
  choke: 0,
  unchoke: 1,
  interested: 2,
  notInterested: 3,
  have: 4,
  bitfield: 5,
  request: 6,
  piece: 7,
  cancel: 8,
  port: 9,
  suggest: 13,
  haveAll: 14,
  haveNone: 15,
  reject: 16,
  allowedFast: 17,
  extended: 20,
} as const

/** Our ids of the extensions, the second byte of an extension message (BEP 10). */
export const EXTENSION = { handshake: 0, pex: 1, metadata: 2 } as const

/** Bytes of a `piece` before its payload: length, id, piece, begin. */
export const PIECE_HEADER_BYTES = 13

/** Receives the messages after the handshakes, in the order of the bytes. */
export interface MessageHandler {
  choke(): void
  unchoke(): void
  interested(): void
  notInterested(): void
  have(piece: number): void
  /** The pieces as sent, highest bit first (BEP 3); the handler must check the length. */
  bitfield(bits: Uint8Array): void
  /** BEP 6. */
  haveAll(): void
  /** BEP 6. */
  haveNone(): void
  request(piece: number, begin: number, length: number): void
  cancel(piece: number, begin: number, length: number): void
  /** BEP 6: the request will not be served. */
  reject(piece: number, begin: number, length: number): void
  /** BEP 6: the piece may be requested while choked. */
  allowedFast(piece: number): void
  /** Returns the buffer for a block's payload (at least `length` bytes), or null to drop it. */
  target(piece: number, begin: number, length: number): Uint8Array | null
  /** The block's payload is in the target. */
  piece(piece: number, begin: number, length: number): void
  /** BEP 5: the neighbour has a DHT node on that UDP port. */
  port(port: number): void
  /** The BEP 10 handshake; in a later one, members that did not change are null. */
  extension(handshake: ExtensionHandshake): void
  /** BEP 9. */
  metadata(message: MetadataMessage): void
  /** BEP 11. */
  pex(message: PexMessage): void
}

/** Reads an unsigned big-endian number. */
export function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
}
