import type { Socket } from 'node:net'
import { assert } from '../../base/assert.js'
import { MESSAGE, PIECE_HEAD_BYTES } from './messages.js'
import type { Rc4 } from './rc4.js'

/** With this many bytes waiting to be sent, no more blocks should be given. */
export const HIGH_WATER_BYTES = 256 * 1024

/** With fewer bytes than this waiting, more blocks may be given. */
const LOW_WATER_BYTES = 64 * 1024

/** A peer for which this much waits does not read. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024

/** Small words are gathered in slabs of this size. */
const SLAB_BYTES = 4096

const NOTHING = Buffer.alloc(0)

/**
 * Says words (BEP 3, BEP 6) on a socket. The words of one turn of the event loop go out in one
 * write; a block's payload goes out as it is given, uncopied unless it is encrypted.
 */
export abstract class Speaker {
  protected readonly socket: Socket
  /** Whether both sides know BEP 6; until the greeting is through, false. */
  fast = false
  #cipher: Rc4 | null = null
  /** Between the two handshakes and the end. */
  #speaking = false
  /** Gathered, not yet written: #slab from #start to #end. */
  #slab: Buffer = NOTHING
  #start = 0
  #end = 0
  #corked = false
  /** Whether the high-water mark was met and the low one not since. */
  #full = false
  /** Said something since the last look. */
  #spoke = false

  constructor(socket: Socket) {
    this.socket = socket
  }

  /** Waiting: said but not yet taken over by the system. */
  get bufferedBytes(): number {
    return this.socket.writableLength + this.#end - this.#start
  }

  /** Whether more blocks may be given; if not, `drained` is called once they may. */
  get writable(): boolean {
    return this.#speaking && this.bufferedBytes < HIGH_WATER_BYTES
  }

  choke(): void {
    this.#bare(MESSAGE.choke)
  }

  unchoke(): void {
    this.#bare(MESSAGE.unchoke)
  }

  interested(): void {
    this.#bare(MESSAGE.interested)
  }

  notInterested(): void {
    this.#bare(MESSAGE.notInterested)
  }

  have(piece: number): void {
    const at = this.#word(MESSAGE.have, 5)
    this.#slab.writeUInt32BE(piece, at)
  }

  /** The pieces held, most significant bit first; spare bits must be 0. */
  bitfield(bits: Uint8Array): void {
    const at = this.#word(MESSAGE.bitfield, 1 + bits.length)
    this.#slab.set(bits, at)
  }

  /** BEP 6; only to a fast peer: others need the bitfield. */
  haveAll(): void {
    assert(this.fast || !this.#speaking, 'have_all said to a peer without BEP 6')
    this.#bare(MESSAGE.haveAll)
  }

  /** BEP 6; a peer that does not know it assumes as much unsaid. */
  haveNone(): void {
    if (this.fast) this.#bare(MESSAGE.haveNone)
  }

  request(piece: number, begin: number, length: number): void {
    this.#block(MESSAGE.request, piece, begin, length)
  }

  cancel(piece: number, begin: number, length: number): void {
    this.#block(MESSAGE.cancel, piece, begin, length)
  }

  /** BEP 6; to a peer that does not know it nothing is said. */
  reject(piece: number, begin: number, length: number): void {
    if (this.fast) this.#block(MESSAGE.reject, piece, begin, length)
  }

  /** BEP 6: the piece may be asked for in spite of our choke; only to a fast peer. */
  allowedFast(piece: number): void {
    if (!this.fast) return
    const at = this.#word(MESSAGE.allowedFast, 5)
    this.#slab.writeUInt32BE(piece, at)
  }

  /** BEP 5: the UDP port of our node of the DHT. */
  port(port: number): void {
    const at = this.#word(MESSAGE.port, 3)
    this.#slab.writeUInt16BE(port, at)
  }

  /** Sends a block. The payload's bytes must not change until `sent` is called. */
  piece(piece: number, begin: number, payload: Uint8Array, sent?: () => void): void {
    if (!this.#speaking) {
      sent?.()
      return
    }
    const at = this.#word(MESSAGE.piece, PIECE_HEAD_BYTES - 4 + payload.length, PIECE_HEAD_BYTES)
    this.#slab.writeUInt32BE(piece, at)
    this.#slab.writeUInt32BE(begin, at + 4)
    this.#release()
    this.socket.write(this.#sealed(payload), () => {
      sent?.()
      this.#taken()
    })
    this.#weigh()
  }

  /** Says that we are still there, unless something was said since the last call. */
  protected keepAlive(): void {
    if (this.#speaking && !this.#spoke) this.#room(4).writeUInt32BE(0, this.#end - 4)
    this.#spoke = false
  }

  /** An extended word (BEP 10). */
  protected sayExtended(id: number, ...parts: Uint8Array[]): void {
    const bytes = parts.reduce((sum, part) => sum + part.length, 2)
    let at = this.#word(MESSAGE.extended, bytes)
    this.#slab[at++] = id
    for (const part of parts) {
      this.#slab.set(part, at)
      at += part.length
    }
  }

  /** From here on words may be said; the handshake was written to the socket before. */
  protected startSpeaking(cipher: Rc4 | null): void {
    this.#cipher = cipher
    this.#speaking = true
  }

  /** What is said from here on, and what was gathered, is dropped. */
  protected stopSpeaking(): void {
    this.#speaking = false
    this.#start = this.#end
  }

  /** What waits has sunk below the low-water mark. */
  protected abstract hasDrained(): void

  /** The peer reads nothing: so much waits that it has to go. */
  protected abstract hasOverflowed(): void

  #bare(word: number): void {
    this.#word(word, 1)
  }

  #block(word: number, piece: number, begin: number, length: number): void {
    const at = this.#word(word, 13)
    this.#slab.writeUInt32BE(piece, at)
    this.#slab.writeUInt32BE(begin, at + 4)
    this.#slab.writeUInt32BE(length, at + 8)
  }

  /** Begins a word of `length` bytes, of which the slab gets those up to `here`; where to go on. */
  #word(word: number, length: number, here = 4 + length): number {
    const slab = this.#room(here)
    const at = this.#end - here
    slab.writeUInt32BE(length, at)
    slab[at + 4] = word
    return at + 5
  }

  /** Makes room for bytes in the slab; they end at #end. */
  #room(bytes: number): Buffer {
    if (this.#end + bytes > this.#slab.length) {
      this.#release()
      this.#slab = Buffer.allocUnsafe(Math.max(SLAB_BYTES, bytes))
      this.#start = this.#end = 0
    }
    // After the end words still find room, so that no caller has to ask; nobody writes them.
    if (!this.#speaking) this.#start = this.#end = 0
    else if (!this.#corked) this.#cork()
    this.#end += bytes
    return this.#slab
  }

  #cork(): void {
    this.#corked = true
    this.#spoke = true
    this.socket.cork()
    setImmediate(this.#flush)
  }

  readonly #flush = () => {
    this.#corked = false
    this.#release()
    this.socket.uncork()
    if (this.#speaking) this.#weigh()
  }

  /** Hands what is gathered to the socket. The slab's bytes are never used a second time. */
  #release(): void {
    if (this.#start === this.#end) return
    const words = this.#slab.subarray(this.#start, this.#end)
    this.#start = this.#end
    if (!this.#speaking) return
    this.#cipher?.crypt(words, words)
    this.socket.write(words, this.#taken)
  }

  #sealed(payload: Uint8Array): Uint8Array {
    if (this.#cipher === null) return payload
    const sealed = Buffer.allocUnsafe(payload.length)
    this.#cipher.crypt(payload, sealed)
    return sealed
  }

  #weigh(): void {
    const waiting = this.bufferedBytes
    if (waiting >= HIGH_WATER_BYTES) this.#full = true
    if (waiting > MOST_WAITING_BYTES) this.hasOverflowed()
  }

  /** The system took over a write. */
  readonly #taken = () => {
    if (!this.#full || !this.#speaking || this.bufferedBytes >= LOW_WATER_BYTES) return
    this.#full = false
    this.hasDrained()
  }
}
