import type { BitTable } from '../base/bits.js'

/**
 * What two peers may say to each other (BEP 3). Saying and hearing are one interface: a peer is a
 * Wire for what its neighbours say and speaks into a Wire, so nothing is allocated for a message.
 * `now` is in seconds; `link` is the row that the speaker, or the hearer, keeps for that neighbour.
 */
export interface Wire {
  /** The first word: which torrent (info hash) and who speaks (peer id). */
  handshake(now: number, link: number, torrent: string, id: string): void
  choke(now: number, link: number): void
  unchoke(now: number, link: number): void
  interested(now: number, link: number): void
  notInterested(now: number, link: number): void
  have(now: number, link: number, piece: number): void
  /** The pieces held, as one row of a table. */
  bitfield(now: number, link: number, pieces: BitTable, row: number): void
  /** Asks for `length` bytes from byte `begin` of a piece. */
  request(now: number, link: number, piece: number, begin: number, length: number): void
  /** Brings those bytes; the payload itself goes beside the core. */
  piece(now: number, link: number, piece: number, begin: number, length: number): void
  cancel(now: number, link: number, piece: number, begin: number, length: number): void
  /** Hangs up: heard, the neighbour is gone; said, the transport lets it go. */
  close(now: number, link: number): void
}

/** What a peer speaks into: its neighbours, and the store that can check a piece's hash. */
export interface PeerOutput extends Wire {
  /** All blocks of a piece are here: check its hash, then call `verified` (at once or later). */
  check(now: number, piece: number): void
}

/** A neighbour broke the protocol: drop that link, count it, ban on repeat. */
export class ProtocolError extends Error {
  readonly link: number

  constructor(link: number, message: string) {
    super(message)
    this.link = link
  }
}
