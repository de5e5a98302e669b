import type { Socket } from 'node:net'
import { assert } from '../../base/assert.js'
import { MESSAGE, PIECE_HEADER_BYTES } from './messages.js'
import type { Rc4 } from './rc4.js'

/** No more blocks should be sent while this many bytes are buffered. */
export const HIGH_WATER_BYTES = 256 * 1024

/** More blocks may be sent once fewer bytes than this are buffered. */
const LOW_WATER_BYTES = 64 * 1024

/** A connection with more buffered bytes is closed: its peer does not read. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024

/** Small messages are collected in slabs of this size. */
const SLAB_BYTES = 4096

const NOTHING = Buffer.alloc(0)

/**
 * Writes messages (BEP 3, BEP 6) to a socket. The messages of one turn of the event loop go out in
 * one write; a block's payload is not copied unless it is encrypted.
 */
export abstract class MessageWriter {
  protected readonly socket: Socket
  /** Whether both sides support BEP 6; false until the handshake is done. */
  fast = false
  #cipher: Rc4 | null = null
  /** True from the handshake to the end of the connection. */
  #isOpen = false
  /** Not yet written: #slab from #start to #end. */
  #slab: Buffer = NOTHING
  #start = 0
  #end = 0
  #corked = false
  /** Whether the high-water mark was reached, and the low one not since. */
  #full = false
  /** Whether anything was written since the last `keepAlive`. */
  #hasWritten = false

  constructor(socket: Socket) {
    this.socket = socket
  }

  /** Bytes that the system has not accepted yet. */
  get bufferedBytes(): number {
    return this.socket.writableLength + this.#end - this.#start
  }

  /** Whether more blocks may be sent; if not, `hasDrained` is called once they may. */
  get writable(): boolean {
    return this.#isOpen && this.bufferedBytes < HIGH_WATER_BYTES
  }

  choke(): void {
    this.#sendBare(MESSAGE.choke)
  }

  unchoke(): void {
    this.#sendBare(MESSAGE.unchoke)
  }

  interested(): void {
    this.#sendBare(MESSAGE.interested)
  }

  notInterested(): void {
    this.#sendBare(MESSAGE.notInterested)
  }

  have(piece: number): void {
    const at = this.#beginMessage(MESSAGE.have, 5)
    this.#slab.writeUInt32BE(piece, at)
  }

  /** The pieces held, most significant bit first; spare bits must be 0. */
  bitfield(bits: Uint8Array): void {
    const at = this.#beginMessage(MESSAGE.bitfield, 1 + bits.length)
    this.#slab.set(bits, at)
  }

  /** BEP 6; only for a neighbour that supports it: others need the bitfield. */
  haveAll(): void {
    assert(this.fast || !this.#isOpen, 'have_all sent to a peer without BEP 6')
    this.#sendBare(MESSAGE.haveAll)
  }

  /** BEP 6; a neighbour without it assumes this by default. */
  haveNone(): void {
    if (this.fast) this.#sendBare(MESSAGE.haveNone)
  }

  request(piece: number, begin: number, length: number): void {
    this.#sendBlockRange(MESSAGE.request, piece, begin, length)
  }

  cancel(piece: number, begin: number, length: number): void {
    this.#sendBlockRange(MESSAGE.cancel, piece, begin, length)
  }

  /** BEP 6; sends nothing to a neighbour without it. */
  reject(piece: number, begin: number, length: number): void {
    if (this.fast) this.#sendBlockRange(MESSAGE.reject, piece, begin, length)
  }

  /** BEP 6: the piece may be requested while choked; sends nothing to a neighbour without it. */
  allowedFast(piece: number): void {
    if (!this.fast) return
    const at = this.#beginMessage(MESSAGE.allowedFast, 5)
    this.#slab.writeUInt32BE(piece, at)
  }

  /** BEP 5: the UDP port of our DHT node. */
  port(port: number): void {
    const at = this.#beginMessage(MESSAGE.port, 3)
    this.#slab.writeUInt16BE(port, at)
  }

  /** Sends a block. The payload's bytes must not change until `sent` is called. */
  piece(piece: number, begin: number, payload: Uint8Array, sent?: () => void): void {
    if (!this.#isOpen) {
      sent?.()
      return
    }
    const at = this.#beginMessage(
      MESSAGE.piece,
      PIECE_HEADER_BYTES - 4 + payload.length,
      PIECE_HEADER_BYTES,
    )
    this.#slab.writeUInt32BE(piece, at)
    this.#slab.writeUInt32BE(begin, at + 4)
    this.#writeSlab()
    this.socket.write(this.#encrypted(payload), () => {
      sent?.()
      this.#onWritten()
    })
    this.#checkBuffered()
  }

  /** Sends a keep-alive unless something was written since the last call. */
  protected keepAlive(): void {
    if (this.#isOpen && !this.#hasWritten) this.#reserve(4).writeUInt32BE(0, this.#end - 4)
    this.#hasWritten = false
  }

  /** Sends an extension message (BEP 10). */
  protected sendExtended(id: number, ...parts: Uint8Array[]): void {
    const bytes = parts.reduce((sum, part) => sum + part.length, 2)
    let at = this.#beginMessage(MESSAGE.extended, bytes)
    this.#slab[at++] = id
    for (const part of parts) {
      this.#slab.set(part, at)
      at += part.length
    }
  }

  /** Allows messages; the handshake must have been written to the socket before. */
  protected startWriting(cipher: Rc4 | null): void {
    this.#cipher = cipher
    this.#isOpen = true
  }

  /** Drops collected messages, and all that follow. */
  protected stopWriting(): void {
    this.#isOpen = false
    this.#start = this.#end
  }

  /** Writes what is collected; no message follows it. */
  protected finishWriting(): void {
    this.#writeSlab()
    this.#isOpen = false
  }

  /** Called when the buffered bytes fall below the low-water mark. */
  protected abstract hasDrained(): void

  /** Called when too many bytes are buffered. */
  protected abstract hasOverflowed(): void

  #sendBare(id: number): void {
    this.#beginMessage(id, 1)
  }

  #sendBlockRange(id: number, piece: number, begin: number, length: number): void {
    const at = this.#beginMessage(id, 13)
    this.#slab.writeUInt32BE(piece, at)
    this.#slab.writeUInt32BE(begin, at + 4)
    this.#slab.writeUInt32BE(length, at + 8)
  }

  /** Begins a message, of which the slab gets `here` bytes; returns the offset of its body. */
  #beginMessage(id: number, length: number, here = 4 + length): number {
    const slab = this.#reserve(here)
    const at = this.#end - here
    slab.writeUInt32BE(length, at)
    slab[at + 4] = id
    return at + 5
  }

  /** Reserves bytes in the slab; they end at #end. */
  #reserve(bytes: number): Buffer {
    if (this.#end + bytes > this.#slab.length) {
      this.#writeSlab()
      this.#slab = Buffer.allocUnsafe(Math.max(SLAB_BYTES, bytes))
      this.#start = this.#end = 0
    }
    // A closed connection accepts messages, too, so that no caller has to ask; they are dropped.
    if (!this.#isOpen) this.#start = this.#end = 0
    else if (!this.#corked) this.#cork()
    this.#end += bytes
    return this.#slab
  }

  #cork(): void {
    this.#corked = true
    this.#hasWritten = true
    this.socket.cork()
    setImmediate(this.#flush)
  }

  readonly #flush = () => {
    this.#corked = false
    this.#writeSlab()
    this.socket.uncork()
    if (this.#isOpen) this.#checkBuffered()
  }

  /** Writes the collected bytes to the socket. The slab's bytes are never reused. */
  #writeSlab(): void {
    if (this.#start === this.#end) return
    const bytes = this.#slab.subarray(this.#start, this.#end)
    this.#start = this.#end
    if (!this.#isOpen) return
    this.#cipher?.crypt(bytes, bytes)
    this.socket.write(bytes, this.#onWritten)
  }

  #encrypted(payload: Uint8Array): Uint8Array {
    if (this.#cipher === null) return payload
    const encrypted = Buffer.allocUnsafe(payload.length)
    this.#cipher.crypt(payload, encrypted)
    return encrypted
  }

  #checkBuffered(): void {
    const waiting = this.bufferedBytes
    if (waiting >= HIGH_WATER_BYTES) this.#full = true
    if (waiting > MAX_BUFFERED_BYTES) this.hasOverflowed()
  }

  /** Called when the system has accepted a write. */
  readonly #onWritten = () => {
    if (!this.#full || !this.#isOpen || this.bufferedBytes >= LOW_WATER_BYTES) return
    this.#full = false
    this.hasDrained()
  }
}
