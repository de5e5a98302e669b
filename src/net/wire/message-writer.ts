import type { Socket } from 'node:net'
import { assert } from '../../base/assert.js'
import { MESSAGE, PIECE_HEADER_BYTES } from './messages.js'
import type { Rc4 } from './rc4.js'

/** With this many bytes waiting to be sent, no more blocks should be given. */
export const HIGH_WATER_BYTES = 256 * 1024

/** With fewer bytes than this waiting, more blocks may be given. */
const LOW_WATER_BYTES = 64 * 1024

/** A peer for which this much waits does not read. */
const MOST_BUFFERED_BYTES = 4 * 1024 * 1024

/** Small words are gathered in slabs of this size. */
const SLAB_BYTES = 4096

const NOTHING = Buffer.alloc(0)

/**
 * Says words (BEP 3, BEP 6) on a socket. The words of one turn of the event loop go out in one
 * write; a block's payload goes out as it is given, uncopied unless it is encrypted.
 */
export abstract class MessageWriter {
  protected readonly socket: Socket
  /** Whether both sides know BEP 6; until the greeting is through, false. */
  fast = false
  #cipher: Rc4 | null = null
  /** Between the two handshakes and the end. */
  #isOpen = false
  /** Gathered, not yet written: #slab from #start to #end. */
  #slab: Buffer = NOTHING
  #start = 0
  #end = 0
  #corked = false
  /** Whether the high-water mark was met and the low one not since. */
  #full = false
  /** Said something since the last look. */
  #hasWritten = false

  constructor(socket: Socket) {
    this.socket = socket
  }

  /** Waiting: said but not yet taken over by the system. */
  get bufferedBytes(): number {
    return this.socket.writableLength + this.#end - this.#start
  }

  /** Whether more blocks may be given; if not, `drained` is called once they may. */
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

  /** BEP 6; only to a fast peer: others need the bitfield. */
  haveAll(): void {
    assert(this.fast || !this.#isOpen, 'have_all said to a peer without BEP 6')
    this.#sendBare(MESSAGE.haveAll)
  }

  /** BEP 6; a peer that does not know it assumes as much unsaid. */
  haveNone(): void {
    if (this.fast) this.#sendBare(MESSAGE.haveNone)
  }

  request(piece: number, begin: number, length: number): void {
    this.#sendBlockRange(MESSAGE.request, piece, begin, length)
  }

  cancel(piece: number, begin: number, length: number): void {
    this.#sendBlockRange(MESSAGE.cancel, piece, begin, length)
  }

  /** BEP 6; to a peer that does not know it nothing is said. */
  reject(piece: number, begin: number, length: number): void {
    if (this.fast) this.#sendBlockRange(MESSAGE.reject, piece, begin, length)
  }

  /** BEP 6: the piece may be asked for in spite of our choke; only to a fast peer. */
  allowedFast(piece: number): void {
    if (!this.fast) return
    const at = this.#beginMessage(MESSAGE.allowedFast, 5)
    this.#slab.writeUInt32BE(piece, at)
  }

  /** BEP 5: the UDP port of our node of the DHT. */
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

  /** Says that we are still there, unless something was said since the last call. */
  protected keepAlive(): void {
    if (this.#isOpen && !this.#hasWritten) this.#reserve(4).writeUInt32BE(0, this.#end - 4)
    this.#hasWritten = false
  }

  /** An extended word (BEP 10). */
  protected sendExtended(id: number, ...parts: Uint8Array[]): void {
    const bytes = parts.reduce((sum, part) => sum + part.length, 2)
    let at = this.#beginMessage(MESSAGE.extended, bytes)
    this.#slab[at++] = id
    for (const part of parts) {
      this.#slab.set(part, at)
      at += part.length
    }
  }

  /** From here on words may be said; the handshake was written to the socket before. */
  protected startWriting(cipher: Rc4 | null): void {
    this.#cipher = cipher
    this.#isOpen = true
  }

  /** What is said from here on, and what was gathered, is dropped. */
  protected stopWriting(): void {
    this.#isOpen = false
    this.#start = this.#end
  }

  /** What waits has sunk below the low-water mark. */
  protected abstract hasDrained(): void

  /** The peer reads nothing: so much waits that it has to go. */
  protected abstract hasOverflowed(): void

  #sendBare(word: number): void {
    this.#beginMessage(word, 1)
  }

  #sendBlockRange(word: number, piece: number, begin: number, length: number): void {
    const at = this.#beginMessage(word, 13)
    this.#slab.writeUInt32BE(piece, at)
    this.#slab.writeUInt32BE(begin, at + 4)
    this.#slab.writeUInt32BE(length, at + 8)
  }

  /** Begins a word of `length` bytes, of which the slab gets those up to `here`; where to go on. */
  #beginMessage(word: number, length: number, here = 4 + length): number {
    const slab = this.#reserve(here)
    const at = this.#end - here
    slab.writeUInt32BE(length, at)
    slab[at + 4] = word
    return at + 5
  }

  /** Makes room for bytes in the slab; they end at #end. */
  #reserve(bytes: number): Buffer {
    if (this.#end + bytes > this.#slab.length) {
      this.#writeSlab()
      this.#slab = Buffer.allocUnsafe(Math.max(SLAB_BYTES, bytes))
      this.#start = this.#end = 0
    }
    // After the end words still find room, so that no caller has to ask; nobody writes them.
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

  /** Hands what is gathered to the socket. The slab's bytes are never used a second time. */
  #writeSlab(): void {
    if (this.#start === this.#end) return
    const words = this.#slab.subarray(this.#start, this.#end)
    this.#start = this.#end
    if (!this.#isOpen) return
    this.#cipher?.crypt(words, words)
    this.socket.write(words, this.#onWritten)
  }

  #encrypted(payload: Uint8Array): Uint8Array {
    if (this.#cipher === null) return payload
    const sealed = Buffer.allocUnsafe(payload.length)
    this.#cipher.crypt(payload, sealed)
    return sealed
  }

  #checkBuffered(): void {
    const waiting = this.bufferedBytes
    if (waiting >= HIGH_WATER_BYTES) this.#full = true
    if (waiting > MOST_BUFFERED_BYTES) this.hasOverflowed()
  }

  /** The system took over a write. */
  readonly #onWritten = () => {
    if (!this.#full || !this.#isOpen || this.bufferedBytes >= LOW_WATER_BYTES) return
    this.#full = false
    this.hasDrained()
  }
}
