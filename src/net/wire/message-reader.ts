import { assert } from '../../base/assert.js'
import { dispatchMessage } from './dispatch-message.js'
import type { Extensions } from './extensions.js'
import { type MessageBounds, neededBytes } from './message-bounds.js'
import { MESSAGE, type MessageHandler, uint32 } from './messages.js'

/**
 * Cuts a stream of bytes into words (BEP 3, 6, 10) and tells the handler each. Chunks are not
 * joined: a block's payload is copied once, from the chunk to the handler's target; a word that
 * lies whole in a chunk is read there; only one cut by a chunk's end is carried over.
 */
export class MessageReader {
  readonly #handler: MessageHandler
  readonly #extensions: Extensions
  readonly #bounds: MessageBounds
  /** The beginning of a word that the last chunk cut. */
  #carry: Buffer = Buffer.allocUnsafe(64)
  #carried = 0
  /** Bytes still to come of a block's payload. */
  #payloadLeft = 0
  /** Bytes still to come that nobody wants. */
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

  /** The handler hears nothing any more, also of the chunk in hand. */
  stop(): void {
    this.#stopped = true
    this.#target = null
  }

  /** Hears a chunk, which may be used again afterwards. Throws a WireError. */
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
        const wanted = neededBytes(this.#bounds, chunk, at, end - at)
        if (wanted > end - at) at = this.#keep(chunk, at, end)
        else {
          this.#read(chunk, at, wanted)
          at += wanted
        }
      }
    }
  }

  /** Copies what the chunk has of a block's payload; where in the chunk that ends. */
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

  /** Adds to the carried word what it still wants, and reads it if it is whole. */
  #complete(chunk: Buffer, at: number): number {
    const wanted = neededBytes(this.#bounds, this.#carry, 0, this.#carried)
    const end = Math.min(chunk.length, at + wanted - this.#carried)
    this.#keep(chunk, at, end)
    // A longer head may tell that more is wanted.
    const whole = neededBytes(this.#bounds, this.#carry, 0, this.#carried)
    if (whole <= this.#carried) {
      this.#carried = 0
      this.#read(this.#carry, 0, whole)
    }
    return end
  }

  /** Carries bytes over. The carry grows with what came, never with what was announced. */
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

  /** Acts on the word whose wanted bytes are all there. */
  #read(bytes: Buffer, at: number, wanted: number): void {
    const length = uint32(bytes, at)
    if (length === 0) return
    if (bytes[at + 4] === MESSAGE.piece) {
      this.#startBlock(uint32(bytes, at + 5), uint32(bytes, at + 9), length - 9)
    } else if (!dispatchMessage(this.#handler, this.#extensions, bytes, at + 4, at + wanted)) {
      this.#skip = 4 + length - wanted
    }
  }

  #startBlock(piece: number, begin: number, length: number): void {
    const target = this.#handler.target(piece, begin, length)
    if (this.#stopped) return
    if (target === null) {
      this.#skip = length
      return
    }
    assert(target.length >= length, `${target.length} bytes of room for a block of ${length}`)
    this.#target = target
    this.#piece = piece
    this.#begin = begin
    this.#length = length
    this.#payloadLeft = length
    if (length === 0) this.#blockDone()
  }
}
