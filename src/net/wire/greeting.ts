import { WireFault } from './fault.js'
import { decodeHandshake, encodeHandshake, HANDSHAKE_BYTES, type Handshake } from './handshake.js'
import type { Rc4 } from './rc4.js'

/** What a greeting waits for: a number of bytes. */
export type Wanted = number

/** How the words after the greeting are written: in the clear, or encrypted after MSE. */
export interface Cipher {
  readonly name: 'none' | 'mse-plain' | 'mse-rc4'
  readonly encrypt: Rc4 | null
  readonly decrypt: Rc4 | null
}

/** Both handshakes are through. */
export interface Greeted {
  readonly theirs: Handshake
  readonly cipher: Cipher
  /** Heard already beyond the handshake, decrypted. */
  readonly rest: Buffer
}

/** A greeting: yields what it wants to hear next, is resumed with it, throws a WireFault. */
export type Script = Generator<Wanted, Greeted, Buffer>

/** The words are in the clear and no MSE went before. */
export const IN_THE_CLEAR: Cipher = { name: 'none', encrypt: null, decrypt: null }

/** Runs a greeting on the bytes that come in. */
export class Greeting {
  readonly #script: Script
  #heard: Buffer = Buffer.alloc(0)
  #wanted: Wanted

  constructor(script: Script) {
    this.#script = script
    const first = script.next()
    if (first.done) throw new Error('a greeting hears something')
    this.#wanted = first.value
  }

  /** Hears a chunk; the outcome, once it is there. Throws a WireFault. */
  hear(chunk: Buffer): Greeted | null {
    this.#heard = Buffer.concat([this.#heard, chunk])
    while (this.#heard.length >= this.#wanted) {
      const next = this.#script.next(this.#take(this.#wanted))
      if (next.done) {
        const rest = Buffer.concat([next.value.rest, this.#heard])
        next.value.cipher.decrypt?.crypt(this.#heard, rest.subarray(next.value.rest.length))
        return { ...next.value, rest }
      }
      this.#wanted = next.value
    }
    return null
  }

  #take(bytes: number): Buffer {
    const taken = this.#heard.subarray(0, bytes)
    this.#heard = this.#heard.subarray(bytes)
    return taken
  }
}

/** The greeting of the side that dialled: says its handshake, hears one for the same torrent. */
export function* dialled(ours: Handshake, say: (bytes: Buffer) => void): Script {
  say(encodeHandshake(ours))
  const theirs = decodeHandshake(yield HANDSHAKE_BYTES)
  if (Buffer.compare(theirs.infoHash, ours.infoHash) !== 0) {
    throw new WireFault('answered for another torrent')
  }
  refuseOurselves(theirs, ours.peerId)
  return { theirs, cipher: IN_THE_CLEAR, rest: Buffer.alloc(0) }
}

/** What the side that was dialled knows. */
export interface Host {
  readonly peerId: Uint8Array
  readonly fast: boolean
  readonly extended: boolean
  /** Whether there is a torrent of that info hash; called once. */
  known(infoHash: Uint8Array): boolean
}

/** The greeting of the side that was dialled: hears which torrent, then says its handshake. */
export function* answered(host: Host, say: (bytes: Buffer) => void): Script {
  const theirs = decodeHandshake(yield HANDSHAKE_BYTES)
  refuseOurselves(theirs, host.peerId)
  if (!host.known(theirs.infoHash)) throw new WireFault('asked for a torrent that is not here')
  const { peerId, fast, extended } = host
  say(encodeHandshake({ infoHash: theirs.infoHash, peerId, fast, extended }))
  return { theirs, cipher: IN_THE_CLEAR, rest: Buffer.alloc(0) }
}

function refuseOurselves(theirs: Handshake, peerId: Uint8Array): void {
  if (Buffer.compare(theirs.peerId, peerId) === 0) throw new WireFault('is ourselves')
}
