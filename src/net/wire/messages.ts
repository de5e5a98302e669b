import type { ExtensionHandshake } from './extension-handshake.js'
import type { MetadataMessage } from './metadata-message.js'
import type { PexMessage } from './pex-message.js'

/** The first byte of each word's body: BEP 3, BEP 5 (`port`), BEP 6 (13 to 17), BEP 10. */
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

/** The second byte of an extended word: what we ask others to call the extensions (BEP 10). */
export const EXTENSION = { handshake: 0, pex: 1, metadata: 2 } as const

/** Bytes of a `piece` before its payload: length, word, piece, begin. */
export const PIECE_HEADER_BYTES = 13

/** What is heard after the handshakes; calls come in the order of the bytes. */
export interface MessageHandler {
  choke(): void
  unchoke(): void
  interested(): void
  notInterested(): void
  have(piece: number): void
  /** The pieces as sent, highest bit first (BEP 3); the length is the handler's to check. */
  bitfield(bits: Uint8Array): void
  /** BEP 6. */
  haveAll(): void
  /** BEP 6. */
  haveNone(): void
  request(piece: number, begin: number, length: number): void
  cancel(piece: number, begin: number, length: number): void
  /** BEP 6: that request will not be served. */
  reject(piece: number, begin: number, length: number): void
  /** BEP 6: that piece may be asked for in spite of a choke. */
  allowedFast(piece: number): void
  /** Where a block's payload is to be copied (at least `length` bytes); null: it is dropped. */
  target(piece: number, begin: number, length: number): Uint8Array | null
  /** The block's payload lies in the target. */
  piece(piece: number, begin: number, length: number): void
  /** BEP 5: it is a node of the DHT, on that UDP port. */
  port(port: number): void
  /** The BEP 10 handshake; one said again later has null for all that did not change. */
  extension(handshake: ExtensionHandshake): void
  /** BEP 9. */
  metadata(message: MetadataMessage): void
  /** BEP 11. */
  pex(message: PexMessage): void
}

/** Reads an unsigned number, high byte first. */
export function uint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
}
