import { WireFault } from './fault.js'
import {
  decodeHandshake,
  encodeHandshake,
  HANDSHAKE_BYTES,
  type Handshake,
  PROTOCOL,
} from './handshake.js'
import { answerMse, type Cipher, dialMse, type MseTerms, type Wanted } from './mse.js'
import { KEY_BYTES } from './mse-key.js'

/** Both handshakes are through. */
export interface Greeted {
  readonly theirs: Handshake
  readonly cipher: Cipher
  /** Heard already beyond the handshake, in the clear. */
  readonly rest: Buffer
}

/** A greeting: yields what it wants to hear next, is resumed with it, throws a WireFault. */
export type Script = Generator<Wanted, Greeted, Buffer>

const IN_THE_CLEAR: Cipher = { name: 'none', encrypt: null, decrypt: null }

const NOTHING = Buffer.alloc(0)

/** Runs a greeting on the bytes that come in. What it keeps of them is bounded by the scripts. */
export class Greeting {
  readonly #script: Script
  #heard: Buffer = NOTHING
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
    for (let given = this.#take(); given !== null; given = this.#take()) {
      const next = this.#script.next(given)
      if (next.done) return this.#greeted(next.value)
      this.#wanted = next.value
    }
    return null
  }

  /** What the script wants, if it is there. */
  #take(): Buffer | null {
    const wanted = this.#wanted
    if (typeof wanted === 'number') return this.#cut(wanted, wanted)
    const at = this.#heard.indexOf(wanted.mark)
    const most = wanted.after + wanted.mark.length
    if (at >= 0 && at <= wanted.after) return this.#cut(0, at + wanted.mark.length)
    if (this.#heard.length >= most) throw new WireFault('spoke another protocol')
    return null
  }

  /** The first `given` bytes, once there are `bytes`, which are then done with. */
  #cut(given: number, bytes: number): Buffer | null {
    if (this.#heard.length < bytes) return null
    const taken = this.#heard.subarray(0, given)
    this.#heard = this.#heard.subarray(bytes)
    return taken
  }

  #greeted({ theirs, cipher, rest }: Greeted): Greeted {
    cipher.decrypt?.crypt(this.#heard, this.#heard)
    return { theirs, cipher, rest: Buffer.concat([rest, this.#heard]) }
  }
}

/** Why a connection to oneself ends. */
export const OURSELVES = 'is ourselves'

/**
 * The greeting of the side that dials: says its handshake, hears one for the same torrent. With
 * MSE it offers the methods (bits as in METHOD); with 0 of them it speaks in the clear.
 */
export function* dialGreeting(
  ours: Handshake,
  methods: number,
  say: (bytes: Buffer) => void,
): Script {
  const handshake = encodeHandshake(ours)
  let cipher = IN_THE_CLEAR
  if (methods === 0) say(handshake)
  else cipher = yield* dialMse(ours.infoHash, methods, handshake, say)
  const theirs = yield* theirHandshake(cipher, NOTHING)
  if (Buffer.compare(theirs.infoHash, ours.infoHash) !== 0) {
    throw new WireFault('answered for another torrent')
  }
  if (Buffer.compare(theirs.peerId, ours.peerId) === 0) throw new WireFault(OURSELVES)
  return { theirs, cipher, rest: NOTHING }
}

/** What the side that is dialled knows. */
export interface Host extends MseTerms {
  readonly peerId: Uint8Array
  readonly fast: boolean
  readonly extended: boolean
  readonly dht: boolean
  /** Whether a greeting without MSE is answered. */
  readonly clear: boolean
  /** Whether there is a torrent of that info hash; called once. */
  known(infoHash: Uint8Array): boolean
}

/** The greeting of the side that is dialled: hears which torrent, then says its handshake. */
export function* answerGreeting(host: Host, say: (bytes: Buffer) => void): Script {
  const first = yield PROTOCOL.length
  let cipher = IN_THE_CLEAR
  let early: Buffer = first
  if (first.equals(PROTOCOL)) {
    if (!host.clear) throw new WireFault('spoke without encryption')
  } else {
    // A public key is a number of chance: it does not begin as a handshake does.
    const theirKey = Buffer.concat([first, yield KEY_BYTES - first.length])
    const answered = yield* answerMse(host, theirKey, say)
    cipher = answered.cipher
    early = answered.initial
  }
  const theirs = yield* theirHandshake(cipher, early)
  const isOurselves = Buffer.compare(theirs.peerId, host.peerId) === 0
  if (!isOurselves && !host.known(theirs.infoHash)) {
    throw new WireFault('asked for a torrent that is not here')
  }
  const { peerId, fast, extended, dht } = host
  const ours = encodeHandshake({ infoHash: theirs.infoHash, peerId, fast, extended, dht })
  cipher.encrypt?.crypt(ours, ours)
  say(ours)
  // Answered all the same: the end that dialled is to learn whom it has dialled.
  if (isOurselves) throw new WireFault(OURSELVES)
  return { theirs, cipher, rest: early.subarray(HANDSHAKE_BYTES) }
}

/** Hears a handshake of which the beginning, or more than all, may have come early. */
function* theirHandshake({ decrypt }: Cipher, early: Buffer): Generator<Wanted, Handshake, Buffer> {
  if (early.length >= HANDSHAKE_BYTES) return decodeHandshake(early)
  const late = yield HANDSHAKE_BYTES - early.length
  decrypt?.crypt(late, late)
  return decodeHandshake(Buffer.concat([early, late]))
}
