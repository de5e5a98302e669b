import type { BitTable } from '../../base/bits.js'
import type { Uploads } from '../../peer/uploads.js'
import type { PeerOutput } from '../../peer/wire.js'
import { wireBits } from './piece-bits.js'
import type { SessionLink } from './session-link.js'

/** Bytes of the words of BEP 3: length, id, and what follows. */
const BYTES = { bare: 5, have: 9, request: 17 }

/** What an outlet needs of its session. */
export interface OutputSession {
  /** The neighbour of that row. */
  linkAt(row: number): SessionLink
  /** The peer says a word of so many bytes. */
  sentMessage(messageBytes: number): void
  /** The peer hangs up on a neighbour. */
  closeLink(link: SessionLink): void
  /** The peer sends a block: it is to be read and given to the connection. */
  sendBlock(link: SessionLink, piece: number, begin: number, length: number): void
  /** All blocks of a piece have come. */
  check(piece: number): void
}

/** What a peer on sockets speaks into: the connections of its rows. */
export class SocketOutput implements PeerOutput {
  readonly #session: OutputSession
  readonly #uploads: Uploads

  constructor(home: OutputSession, uploads: Uploads) {
    this.#session = home
    this.#uploads = uploads
  }

  /** The connection has greeted already. */
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
    this.#connection(row)?.request(piece, begin, length)
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

  #connection(row: number) {
    return this.#session.linkAt(row).connection
  }
}
