import { assert } from '../../base/assert.js'
import { dispatchMessage } from './dispatch-message.js'
import type { Extensions } from './extensions.js'
import { type MessageBounds, neededBytes } from './message-bounds.js'
import { MESSAGE, type MessageHandler, uint32 } from './messages.js'

/**
 * Parses a stream of bytes into messages (BEP 3, 6, 10) for the handler. Chunks are not joined: a
 * block's payload is copied once, from the chunk to the handler's target. A message that lies in
 * one chunk is read there; only one that a chunk's end cuts is carried over.
 */
export class MessageReader {
  readonly #handler: MessageHandler
  readonly #extensions: Extensions
  readonly #bounds: MessageBounds
  /** The start of a message that the last chunk cut. */
  #carry: Buffer = Buffer.allocUnsafe(64)
  #carried = 0
  /** Missing bytes of a block's payload. */
  #payloadLeft = 0
  /** Bytes to skip. */
  #skip = 0
  #target: Uint8Array | null = null
  #piece = 0
  #begin = 0
  #length = 0
  #stopped = false

  constructor(handler: MessageHandler, extensions: Extensions, bounds: MessageBounds) {
    this.#extensions = extensions
    this.#handler = handler
    this.#bounds = bounds
  }

  /** Stops calling the handler, also for the rest of the current chunk. */
  stop(): void {
    this.#stopped = true
    this.#target = null
  }

  /**
   * Handles a chunk; the caller may reuse its buffer afterwards.
   * @throws WireError if the neighbour breaks the protocol
   */
  receive(chunk: Buffer): void {
    const end = chunk.length
    let at = 0
    while (at < end && !this.#stopped) {
      if (this.#payloadLeft > 0) at = this.#copy(chunk, at)
      else if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, end - at)
        this.#skip -= skipped
        at += skipped
      } else if (this.#carried > 0) at = this.#complete(chunk, at)
      else {
        const needed = neededBytes(this.#bounds, chunk, at, end - at)
        if (needed > end - at) at = this.#keep(chunk, at, end)
        else {
          this.#read(chunk, at, needed)
          at += needed
        }
      }
    }
  }

  /** Copies payload from the chunk; returns the offset after it. */
  #copy(chunk: Buffer, at: number): number {
    const bytes = Math.min(this.#payloadLeft, chunk.length - at)
    chunk.copy(this.#target!, this.#length - this.#payloadLeft, at, at + bytes)
    this.#payloadLeft -= bytes
    if (this.#payloadLeft === 0) this.#blockDone()
    return at + bytes
  }

  #blockDone(): void {
    this.#target = null
    this.#handler.piece(this.#piece, this.#begin, this.#length)
  }

  /** Completes the carried message from the chunk, and reads it once it is whole. */
  #complete(chunk: Buffer, at: number): number {
    const needed = neededBytes(this.#bounds, this.#carry, 0, this.#carried)
    const end = Math.min(chunk.length, at + needed - this.#carried)
    this.#keep(chunk, at, end)
    // A longer header may show that more is needed.
    const whole = neededBytes(this.#bounds, this.#carry, 0, this.#carried)
    if (whole <= this.#carried) {
      this.#carried = 0
      this.#read(this.#carry, 0, whole)
    }
    return end
  }

  /** Carries bytes over. The buffer grows with received bytes, never with an announced length. */
  #keep(chunk: Buffer, at: number, end: number): number {
    const carried = this.#carried + end - at
    if (carried > this.#carry.length) {
      const larger = Buffer.allocUnsafe(Math.max(carried, 2 * this.#carry.length))
      this.#carry.copy(larger, 0, 0, this.#carried)
      this.#carry = larger
    }
    chunk.copy(this.#carry, this.#carried, at, end)
    this.#carried = carried
    return end
  }

  /** Handles the message whose needed bytes are all here. */
  #read(bytes: Buffer, at: number, needed: number): void {
    const length = uint32(bytes, at)
    if (length === 0) return
    if (bytes[at + 4] === MESSAGE.piece) {
      this.#startBlock(uint32(bytes, at + 5), uint32(bytes, at + 9), length - 9)
    } else if (!dispatchMessage(this.#handler, this.#extensions, bytes, at + 4, at + needed)) {
      this.#skip = 4 + length - needed
    }
  }

  #startBlock(piece: number, begin: number, length: number): void {
    const target = this.#handler.target(piece, begin, length)
    if (this.#stopped) return
    if (target === null) {
      this.#skip = length
      return
    }
    assert(target.length >= length, `a target of ${target.length} bytes for a block of ${length}`)
    this.#target = target
    this.#piece = piece
    this.#begin = begin
    this.#length = length
    this.#payloadLeft = length
    if (length === 0) this.#blockDone()
  }
}
