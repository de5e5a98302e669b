import {
  decodeHandshake,
  encodeHandshake,
  HANDSHAKE_BYTES,
  type Handshake,
  PROTOCOL,
} from './handshake.js'
import { answerMse, type Cipher, dialMse, type Expected, type MseTerms } from './mse.js'
import { KEY_BYTES } from './mse-key.js'
import { WireError } from './wire-error.js'

/** Both handshakes are through. */
export interface HandshakeResult {
  readonly theirs: Handshake
  readonly cipher: Cipher
  /** Heard already beyond the handshake, in the clear. */
  readonly rest: Buffer
}

/** A greeting: yields what it wants to hear next, is resumed with it, throws a WireError. */
export type HandshakeSteps = Generator<Expected, HandshakeResult, Buffer>

const PLAINTEXT: Cipher = { name: 'none', encrypt: null, decrypt: null }

const NOTHING = Buffer.alloc(0)

/** Runs a greeting on the bytes that come in. What it keeps of them is bounded by the scripts. */
export class HandshakeExchange {
  readonly #steps: HandshakeSteps
  #buffered: Buffer = NOTHING
  #wanted: Expected

  constructor(script: HandshakeSteps) {
    this.#steps = script
    const first = script.next()
    if (first.done) throw new Error('a greeting hears something')
    this.#wanted = first.value
  }

  /** Hears a chunk; the outcome, once it is there. Throws a WireError. */
  receive(chunk: Buffer): HandshakeResult | null {
    this.#buffered = Buffer.concat([this.#buffered, chunk])
    for (let given = this.#take(); given !== null; given = this.#take()) {
      const next = this.#steps.next(given)
      if (next.done) return this.#finish(next.value)
      this.#wanted = next.value
    }
    return null
  }

  /** What the script wants, if it is there. */
  #take(): Buffer | null {
    const wanted = this.#wanted
    if (typeof wanted === 'number') return this.#cut(wanted, wanted)
    const at = this.#buffered.indexOf(wanted.mark)
    const most = wanted.after + wanted.mark.length
    if (at >= 0 && at <= wanted.after) return this.#cut(0, at + wanted.mark.length)
    if (this.#buffered.length >= most) throw new WireError('spoke another protocol')
    return null
  }

  /** The first `given` bytes, once there are `bytes`, which are then done with. */
  #cut(given: number, bytes: number): Buffer | null {
    if (this.#buffered.length < bytes) return null
    const taken = this.#buffered.subarray(0, given)
    this.#buffered = this.#buffered.subarray(bytes)
    return taken
  }

  #finish({ theirs, cipher, rest }: HandshakeResult): HandshakeResult {
    cipher.decrypt?.crypt(this.#buffered, this.#buffered)
    return { theirs, cipher, rest: Buffer.concat([rest, this.#buffered]) }
  }
}

/** Why a connection to oneself ends. */
export const SELF_CONNECTION = 'is ourselves'

/**
 * The greeting of the side that dials: says its handshake, hears one for the same torrent. With
 * MSE it offers the methods (bits as in METHOD); with 0 of them it speaks in the clear.
 */
export function* dialHandshake(
  ours: Handshake,
  methods: number,
  say: (bytes: Buffer) => void,
): HandshakeSteps {
  const handshake = encodeHandshake(ours)
  let cipher = PLAINTEXT
  if (methods === 0) say(handshake)
  else cipher = yield* dialMse(ours.infoHash, methods, handshake, say)
  const theirs = yield* readHandshake(cipher, NOTHING)
  if (Buffer.compare(theirs.infoHash, ours.infoHash) !== 0) {
    throw new WireError('answered for another torrent')
  }
  if (Buffer.compare(theirs.peerId, ours.peerId) === 0) throw new WireError(SELF_CONNECTION)
  return { theirs, cipher, rest: NOTHING }
}

/** What the side that is dialled knows. */
export interface AcceptTerms extends MseTerms {
  readonly peerId: Uint8Array
  readonly fast: boolean
  readonly extended: boolean
  readonly dht: boolean
  /** Whether a greeting without MSE is answered. */
  readonly acceptsPlaintext: boolean
  /** Whether there is a torrent of that info hash; called once. */
  hasTorrent(infoHash: Uint8Array): boolean
}

/** The greeting of the side that is dialled: hears which torrent, then says its handshake. */
export function* acceptHandshake(host: AcceptTerms, say: (bytes: Buffer) => void): HandshakeSteps {
  const first = yield PROTOCOL.length
  let cipher = PLAINTEXT
  let early: Buffer = first
  if (first.equals(PROTOCOL)) {
    if (!host.acceptsPlaintext) throw new WireError('spoke without encryption')
  } else {
    // A public key is a number of chance: it does not begin as a handshake does.
    const theirKey = Buffer.concat([first, yield KEY_BYTES - first.length])
    const answered = yield* answerMse(host, theirKey, say)
    cipher = answered.cipher
    early = answered.initial
  }
  const theirs = yield* readHandshake(cipher, early)
  const isOurselves = Buffer.compare(theirs.peerId, host.peerId) === 0
  if (!isOurselves && !host.hasTorrent(theirs.infoHash)) {
    throw new WireError('asked for a torrent that is not here')
  }
  const { peerId, fast, extended, dht } = host
  const ours = encodeHandshake({ infoHash: theirs.infoHash, peerId, fast, extended, dht })
  cipher.encrypt?.crypt(ours, ours)
  say(ours)
  // Answered all the same: the end that dialled is to learn whom it has dialled.
  if (isOurselves) throw new WireError(SELF_CONNECTION)
  return { theirs, cipher, rest: early.subarray(HANDSHAKE_BYTES) }
}

/** Hears a handshake of which the beginning, or more than all, may have come early. */
function* readHandshake(
  { decrypt }: Cipher,
  early: Buffer,
): Generator<Expected, Handshake, Buffer> {
  if (early.length >= HANDSHAKE_BYTES) return decodeHandshake(early)
  const late = yield HANDSHAKE_BYTES - early.length
  decrypt?.crypt(late, late)
  return decodeHandshake(Buffer.concat([early, late]))
}
