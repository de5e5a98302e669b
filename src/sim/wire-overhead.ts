import { BLOCK_BYTES } from '../peer/geometry.js'
import type { NetworkSettings } from './settings.js'

/** Bytes of a `piece` message before its payload: length, id, index, begin (BEP 3). */
const PIECE_HEADER_BYTES = 13

/** The overhead of bytes on the wire: TCP/IP headers and acknowledgements. */
export class WireOverhead {
  readonly #settings: NetworkSettings
  readonly #fullBlockBytes: number
  readonly #fullBlockAckBytes: number

  constructor(settings: NetworkSettings) {
    this.#settings = settings
    this.#fullBlockBytes = this.messageBytes(PIECE_HEADER_BYTES + BLOCK_BYTES)
    this.#fullBlockAckBytes = this.#acksFor(BLOCK_BYTES)
  }

  /** Returns the bytes on the wire of a message of this many bytes. */
  messageBytes(bytes: number): number {
    const { headerBytes, segmentBytes } = this.#settings
    return bytes + Math.ceil(bytes / segmentBytes) * headerBytes
  }

  /** Returns the bytes on the wire of a `piece` message with this much payload. */
  blockBytes(payloadBytes: number): number {
    return payloadBytes === BLOCK_BYTES
      ? this.#fullBlockBytes
      : this.messageBytes(PIECE_HEADER_BYTES + payloadBytes)
  }

  /** Returns the bytes on the wire of the acknowledgements for a block with this much payload. */
  ackBytes(payloadBytes: number): number {
    return payloadBytes === BLOCK_BYTES ? this.#fullBlockAckBytes : this.#acksFor(payloadBytes)
  }

  #acksFor(payloadBytes: number): number {
    const { headerBytes, segmentBytes, segmentsPerAck } = this.#settings
    if (segmentsPerAck === 0) return 0
    const segments = Math.ceil((PIECE_HEADER_BYTES + payloadBytes) / segmentBytes)
    return Math.ceil(segments / segmentsPerAck) * headerBytes
  }
}
