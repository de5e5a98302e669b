import { BLOCK_BYTES } from '../peer/geometry.js'
import type { PeerOutput } from '../peer/wire.js'
import { Relay } from '../policy/behaviours/relay.js'

/** Receives what a peer sends that a recording keeps. Each is called once the network has it. */
export interface SentListener {
  /** The peer has a connection: the handshake is the first message of each end. */
  linked(now: number, host: number, link: number): void
  interested(now: number, host: number, link: number, isInterested: boolean): void
  unchoked(now: number, host: number, link: number, isUnchoked: boolean): void
  /** The peer asks for a block of a piece. */
  requested(now: number, host: number, link: number, piece: number): void
  /** The uplink begins a block, number `index` of its piece. */
  sent(now: number, host: number, link: number, piece: number, index: number): void
}

/** Passes on all messages of a peer, and reports those that a recording keeps. */
export class RecordedOutput extends Relay {
  readonly #host: number
  readonly #listener: SentListener

  constructor(output: PeerOutput, host: number, listener: SentListener) {
    super(output)
    this.#host = host
    this.#listener = listener
  }

  override handshake(now: number, link: number, torrent: string, id: string): void {
    super.handshake(now, link, torrent, id)
    this.#listener.linked(now, this.#host, link)
  }

  override choke(now: number, link: number): void {
    super.choke(now, link)
    this.#listener.unchoked(now, this.#host, link, false)
  }

  override unchoke(now: number, link: number): void {
    super.unchoke(now, link)
    this.#listener.unchoked(now, this.#host, link, true)
  }

  override interested(now: number, link: number): void {
    super.interested(now, link)
    this.#listener.interested(now, this.#host, link, true)
  }

  override notInterested(now: number, link: number): void {
    super.notInterested(now, link)
    this.#listener.interested(now, this.#host, link, false)
  }

  override request(now: number, link: number, piece: number, begin: number, length: number): void {
    super.request(now, link, piece, begin, length)
    this.#listener.requested(now, this.#host, link, piece)
  }

  override piece(now: number, link: number, piece: number, begin: number, length: number): void {
    super.piece(now, link, piece, begin, length)
    this.#listener.sent(now, this.#host, link, piece, begin / BLOCK_BYTES)
  }
}
