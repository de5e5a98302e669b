import type { BitTable } from '../base/bits.js'

/**
 * The messages between two peers (BEP 3), a method for each. A peer receives messages as a `Wire`
 * and sends its own to a `Wire`, so a message allocates nothing. `now` is in seconds. `link` is the
 * row that the receiver keeps for the neighbour when receiving, and the sender when sending.
 */
export interface Wire {
  /** The first message: the torrent's info hash and the sender's peer id. */
  handshake(now: number, link: number, torrent: string, id: string): void
  /**
   * Discards the requests of the peer that it is sent to, unless `answersAll`: then each is still
   * answered with the block or a reject (BEP 6).
   */
  choke(now: number, link: number, answersAll?: boolean): void
  unchoke(now: number, link: number): void
  interested(now: number, link: number): void
  notInterested(now: number, link: number): void
  have(now: number, link: number, piece: number): void
  /** The pieces held, as one row of a table. */
  bitfield(now: number, link: number, pieces: BitTable, row: number): void
  /** Requests `length` bytes from byte `begin` of a piece. */
  request(now: number, link: number, piece: number, begin: number, length: number): void
  /** Delivers those bytes; the transport carries the payload itself outside the core. */
  piece(now: number, link: number, piece: number, begin: number, length: number): void
  cancel(now: number, link: number, piece: number, begin: number, length: number): void
  /** Ends the link. Received: the neighbour is gone. Sent: the transport disconnects. */
  close(now: number, link: number): void
}

/** What a peer sends to: its neighbours, its transport, and the store that checks hashes. */
export interface PeerOutput extends Wire {
  /** Checks the hash of a piece whose blocks are all here, then calls `verified`, now or later. */
  check(now: number, piece: number): void
  /** Blocks of the link that `pull` withheld may be pulled now. Nothing is sent for it. */
  resume(now: number, link: number): void
  /** Tells whether `have` for a piece would reach the neighbour; it always does if left out. */
  mayAnnounce?(link: number, piece: number): boolean
}

/** A neighbour broke the protocol: drop that link, count it, ban on repeat. */
export class ProtocolError extends Error {
  readonly link: number

  constructor(link: number, message: string) {
    super(message)
    this.link = link
  }
}
