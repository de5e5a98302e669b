import type { BitTable } from '../../base/bits.js'
import type { Uploads } from '../../peer/uploads.js'
import type { PeerOutput } from '../../peer/wire.js'
import { wireBits } from './piece-bits.js'
import type { SessionLink } from './session-link.js'

/** Bytes of BEP 3 messages: length, id, and what follows. */
const BYTES = { bare: 5, have: 9, request: 17 }

/** What the output needs of its session. */
export interface OutputSession {
  /** Returns the link of that row. */
  linkAt(row: number): SessionLink
  /** The peer sent a message of that many bytes. */
  sentMessage(messageBytes: number): void
  /** The peer disconnects a neighbour. */
  closeLink(link: SessionLink): void
  /** Reads a block and sends it on the link. */
  sendBlock(link: SessionLink, piece: number, begin: number, length: number): void
  /** The link may have blocks to send. */
  canSend(link: SessionLink): void
  /** All blocks of a piece are here: check its hash. */
  check(piece: number): void
}

/** Sends a peer's messages on the connections of its rows. */
export class SocketOutput implements PeerOutput {
  readonly #session: OutputSession
  readonly #uploads: Uploads

  constructor(session: OutputSession, uploads: Uploads) {
    this.#session = session
    this.#uploads = uploads
  }

  /** The connection has done its handshake already. */
  handshake(): void {}

  choke(_now: number, row: number): void {
    this.#session.sentMessage(BYTES.bare)
    const connection = this.#connection(row)
    connection?.choke()
    this.#uploads.each(row, (...request) => connection?.reject(...request))
  }

  unchoke(_now: number, row: number): void {
    this.#session.sentMessage(BYTES.bare)
    this.#connection(row)?.unchoke()
  }

  interested(_now: number, row: number): void {
    this.#session.sentMessage(BYTES.bare)
    this.#connection(row)?.interested()
  }

  notInterested(_now: number, row: number): void {
    this.#session.sentMessage(BYTES.bare)
    this.#connection(row)?.notInterested()
  }

  have(_now: number, row: number, piece: number): void {
    this.#session.sentMessage(BYTES.have)
    this.#connection(row)?.have(piece)
  }

  bitfield(_now: number, row: number, pieces: BitTable, from: number): void {
    const connection = this.#connection(row)
    this.#session.sentMessage(BYTES.bare + Math.ceil(pieces.length / 8))
    const isWhole = pieces.count(from) === pieces.length
    if (isWhole && connection?.fast) connection.haveAll()
    else connection?.bitfield(wireBits(pieces, from))
  }

  request(_now: number, row: number, piece: number, begin: number, length: number): void {
    this.#session.sentMessage(BYTES.request)
    const link = this.#session.linkAt(row)
    link.asked.asked(piece, begin)
    link.connection?.request(piece, begin, length)
  }

  piece(_now: number, row: number, piece: number, begin: number, length: number): void {
    this.#session.sendBlock(this.#session.linkAt(row), piece, begin, length)
  }

  cancel(_now: number, row: number, piece: number, begin: number, length: number): void {
    this.#session.sentMessage(BYTES.request)
    this.#connection(row)?.cancel(piece, begin, length)
  }

  close(_now: number, row: number): void {
    this.#session.closeLink(this.#session.linkAt(row))
  }

  check(_now: number, piece: number): void {
    this.#session.check(piece)
  }

  resume(_now: number, row: number): void {
    this.#session.canSend(this.#session.linkAt(row))
  }

  #connection(row: number) {
    return this.#session.linkAt(row).connection
  }
}
