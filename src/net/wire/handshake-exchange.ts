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

/** The outcome of a handshake exchange. */
export interface HandshakeResult {
  readonly theirs: Handshake
  readonly cipher: Cipher
  /** Decrypted bytes received after the handshake. */
  readonly rest: Buffer
}

/** A handshake as a generator: yields what it expects next and is resumed with those bytes. */
export type HandshakeSteps = Generator<Expected, HandshakeResult, Buffer>

const PLAINTEXT: Cipher = { name: 'none', encrypt: null, decrypt: null }

const NOTHING = Buffer.alloc(0)

/** Runs handshake steps on received bytes. What it buffers is bounded by what the steps expect. */
export class HandshakeExchange {
  readonly #steps: HandshakeSteps
  #buffered: Buffer = NOTHING
  #expected: Expected

  constructor(steps: HandshakeSteps) {
    this.#steps = steps
    const first = steps.next()
    if (first.done) throw new Error('a handshake must expect bytes')
    this.#expected = first.value
  }

  /**
   * Handles received bytes; returns the result once the handshake is done.
   * @throws WireError if the other side breaks the protocol
   */
  receive(chunk: Buffer): HandshakeResult | null {
    this.#buffered = Buffer.concat([this.#buffered, chunk])
    for (let given = this.#take(); given !== null; given = this.#take()) {
      const next = this.#steps.next(given)
      if (next.done) return this.#finish(next.value)
      this.#expected = next.value
    }
    return null
  }

  /** Takes the bytes that the steps expect, if they are all here. */
  #take(): Buffer | null {
    const expected = this.#expected
    if (typeof expected === 'number') return this.#cut(expected, expected)
    const at = this.#buffered.indexOf(expected.mark)
    const most = expected.after + expected.mark.length
    if (at >= 0 && at <= expected.after) return this.#cut(0, at + expected.mark.length)
    if (this.#buffered.length >= most) throw new WireError('does not use the BitTorrent protocol')
    return null
  }

  /** Removes `bytes` bytes, if they are all here, and returns the first `given` of them. */
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

/** Why a connection to ourselves is closed. */
export const SELF_CONNECTION = 'is this client itself'

/**
 * The handshake of the dialling side: sends ours and expects one for the same torrent. `methods`
 * are the MSE methods offered (bits as in METHOD); 0 means no MSE.
 */
export function* dialHandshake(
  ours: Handshake,
  methods: number,
  send: (bytes: Buffer) => void,
): HandshakeSteps {
  const handshake = encodeHandshake(ours)
  let cipher = PLAINTEXT
  if (methods === 0) send(handshake)
  else cipher = yield* dialMse(ours.infoHash, methods, handshake, send)
  const theirs = yield* readHandshake(cipher, NOTHING)
  if (Buffer.compare(theirs.infoHash, ours.infoHash) !== 0) {
    throw new WireError('answered for another torrent')
  }
  if (Buffer.compare(theirs.peerId, ours.peerId) === 0) throw new WireError(SELF_CONNECTION)
  return { theirs, cipher, rest: NOTHING }
}

/** What the accepting side of a handshake needs. */
export interface AcceptTerms extends MseTerms {
  readonly peerId: Uint8Array
  readonly fast: boolean
  readonly extended: boolean
  readonly dht: boolean
  /** Whether a handshake without MSE is answered. */
  readonly acceptsPlaintext: boolean
  /** Whether we have a torrent with that info hash; called once. */
  hasTorrent(infoHash: Uint8Array): boolean
}

/** The handshake of the accepting side: reads which torrent is asked for, then sends ours. */
export function* acceptHandshake(
  terms: AcceptTerms,
  send: (bytes: Buffer) => void,
): HandshakeSteps {
  const first = yield PROTOCOL.length
  let cipher = PLAINTEXT
  let early: Buffer = first
  if (first.equals(PROTOCOL)) {
    if (!terms.acceptsPlaintext) throw new WireError('does not use encryption, which we require')
  } else {
    // A public key is random, so it does not begin like a handshake.
    const theirKey = Buffer.concat([first, yield KEY_BYTES - first.length])
    const answered = yield* answerMse(terms, theirKey, send)
    cipher = answered.cipher
    early = answered.initial
  }
  const theirs = yield* readHandshake(cipher, early)
  const isSelf = Buffer.compare(theirs.peerId, terms.peerId) === 0
  if (!isSelf && !terms.hasTorrent(theirs.infoHash)) {
    throw new WireError('asked for an unknown torrent')
  }
  const { peerId, fast, extended, dht } = terms
  const ours = encodeHandshake({ infoHash: theirs.infoHash, peerId, fast, extended, dht })
  cipher.encrypt?.crypt(ours, ours)
  send(ours)
  // Sent all the same, so that our dialling end learns that it has dialled itself.
  if (isSelf) throw new WireError(SELF_CONNECTION)
  return { theirs, cipher, rest: early.subarray(HANDSHAKE_BYTES) }
}

/** Reads a handshake whose start, or all of it, may have come early. */
function* readHandshake(
  { decrypt }: Cipher,
  early: Buffer,
): Generator<Expected, Handshake, Buffer> {
  if (early.length >= HANDSHAKE_BYTES) return decodeHandshake(early)
  const late = yield HANDSHAKE_BYTES - early.length
  decrypt?.crypt(late, late)
  return decodeHandshake(Buffer.concat([early, late]))
}
