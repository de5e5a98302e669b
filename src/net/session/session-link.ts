import type { BitTable } from '../../base/bits.js'
import { BLOCK_BYTES } from '../../peer/geometry.js'
import type { Peer } from '../../peer/peer.js'
import type { PeerStore } from '../../peer/peer-parts.js'
import { ProtocolError } from '../../peer/wire.js'
import { allowedFastSet } from '../wire/allowed-fast-set.js'
import type { Connection, ConnectionHandler } from '../wire/connection.js'
import type { Dial } from '../wire/dial.js'
import type { ExtensionHandshake } from '../wire/extension-handshake.js'
import { answerMetadata } from '../wire/metadata-answer.js'
import type { MetadataMessage } from '../wire/metadata-message.js'
import type { PexMessage } from '../wire/pex-message.js'
import type { PeerSource } from './address-book.js'
import { AskedBlocks } from './asked-blocks.js'
import { allPieces, piecesOf } from './piece-bits.js'
import type { Sender } from './upload-scheduler.js'

/** What a link needs of its session. */
export interface LinkSession {
  readonly peer: Peer
  /** The columns and queues of that peer. */
  readonly store: PeerStore
  /** The bytes of the info dictionary, for neighbours with a magnet link. */
  readonly infoBytes: Uint8Array | null
  /** Pieces that are not wanted, as row 0; null if all are wanted. */
  readonly skipped: BitTable | null
  now(): number
  handshakeDone(link: SessionLink): void
  closed(link: SessionLink, reason: string): void
  /** The neighbour requested a block, or its socket has room again. */
  canSend(link: SessionLink): void
  /** Sends a block to the link; returns its payload bytes, or 0 if it cannot. */
  sendBlockTo(link: SessionLink): number
  /** Whether blocks wait before they are delivered. */
  readonly delaysBlocks: boolean
  /** Calls `deliver` once that payload, and all before it, has come through the downlink. */
  enqueue(link: SessionLink, payloadBytes: number, deliver: () => void): void
  /**
   * Keeps the bytes of a received block if they are wanted; returns false if the peer must not be
   * told of the block.
   */
  receivedBlock(link: SessionLink, piece: number, begin: number, payload: Uint8Array): boolean
  /** The neighbour sent the port that it listens on. */
  listensOn(link: SessionLink, port: number): void
  /** The neighbour sent the port of its DHT node. */
  dhtNode(link: SessionLink, port: number): void
  receivedPex(message: PexMessage): void
}

/** A neighbour on a socket: passes the messages of its connection to its row in the peer. */
export class SessionLink implements ConnectionHandler, Sender {
  readonly source: PeerSource
  /** The number of its listening address in the address book; -1 if unknown. */
  address: number
  /** Null until the handshake is done. */
  connection: Connection | null = null
  /** The dial that made the connection; null if it dialled us. */
  dial: Dial | null = null
  /** Its row in the peer; -1 while it has none. */
  row = -1
  /** The client name that it sent (BEP 10); not safe for a terminal. */
  client: string | null = null
  /** Whether we dialled it. */
  readonly isOutgoing: boolean
  /** Whether a block for it is being read from the store. */
  isReading = false
  /** Block payload received from it and sent to it. */
  downloadedBytes = 0
  uploadedBytes = 0
  /** What we asked of it. */
  readonly asked = new AskedBlocks()
  /** The most requests of it that were queued at a time. */
  peakRequests = 0
  readonly #session: LinkSession
  /** Made for the first block: most links never bring one. */
  #block: Uint8Array | null = null

  constructor(session: LinkSession, source: PeerSource, address: number, isOutgoing: boolean) {
    this.#session = session
    this.source = source
    this.address = address
    this.isOutgoing = isOutgoing
  }

  handshakeDone(connection: Connection): void {
    this.connection = connection
    this.#session.handshakeDone(this)
  }

  closed(reason: string): void {
    this.#session.closed(this, reason)
  }

  drained(): void {
    this.#session.canSend(this)
  }

  sendBlock(): number {
    return this.#session.sendBlockTo(this)
  }

  choke(): void {
    // BEP 6: a choke discards no request; each is answered with the block or a reject.
    this.deliver((peer, now) => peer.choke(now, this.row, this.connection?.fast))
  }

  unchoke(): void {
    this.deliver((peer, now) => peer.unchoke(now, this.row))
  }

  interested(): void {
    this.deliver((peer, now) => peer.interested(now, this.row))
  }

  notInterested(): void {
    this.deliver((peer, now) => peer.notInterested(now, this.row))
  }

  have(piece: number): void {
    if (this.#session.skipped?.has(0, piece)) return
    this.deliver((peer, now) => peer.have(now, this.row, piece))
  }

  bitfield(bits: Uint8Array): void {
    const pieces = piecesOf(bits, this.#pieceCount)
    this.deliver((peer, now) => {
      if (pieces === null) throw new ProtocolError(this.row, 'bitfield does not fit the torrent')
      peer.bitfield(now, this.row, this.#withoutSkipped(pieces), 0)
    })
  }

  haveAll(): void {
    const pieces = this.#withoutSkipped(allPieces(this.#pieceCount))
    this.deliver((peer, now) => peer.bitfield(now, this.row, pieces, 0))
  }

  haveNone(): void {}

  request(piece: number, begin: number, length: number): void {
    const { uploads } = this.#session.store
    this.deliver((peer, now) => {
      const before = uploads.waiting(this.row)
      peer.request(now, this.row, piece, begin, length)
      const waiting = uploads.waiting(this.row)
      if (waiting === before) this.connection?.reject(piece, begin, length)
      else {
        this.peakRequests = Math.max(this.peakRequests, waiting)
        this.#session.canSend(this)
      }
    })
  }

  cancel(piece: number, begin: number, length: number): void {
    const { uploads } = this.#session.store
    this.deliver((peer, now) => {
      const before = uploads.waiting(this.row)
      peer.cancel(now, this.row, piece, begin, length)
      // BEP 6: each request is answered with the block or a reject.
      if (uploads.waiting(this.row) < before) this.connection?.reject(piece, begin, length)
    })
  }

  reject(piece: number, begin: number, length: number): void {
    this.asked.answered(piece, begin)
    this.deliver((peer, now) => peer.reject(now, this.row, piece, begin, length))
  }

  allowedFast(piece: number): void {
    this.deliver((peer, now) => peer.allowedFast(now, this.row, piece))
  }

  /** Each link has a buffer of its own, so that two links with the same block do not mix. */
  target(_piece: number, _begin: number, length: number): Uint8Array | null {
    if (length > BLOCK_BYTES) return null
    this.#block ??= new Uint8Array(BLOCK_BYTES)
    return this.#block
  }

  piece(piece: number, begin: number, length: number): void {
    if (!this.asked.answered(piece, begin)) {
      // BEP 6 closes such a link. Without it, a peer may answer what it was asked a second time.
      if (this.connection?.fast) this.connection.close('it sent a block that we never asked for')
      return
    }
    this.downloadedBytes += length
    const received = this.#block!.subarray(0, length)
    const payload = this.#session.delaysBlocks ? received.slice() : received
    this.#session.enqueue(this, length, () =>
      this.#deliverNow((peer, now) => {
        if (!this.#session.receivedBlock(this, piece, begin, payload)) return
        peer.piece(now, this.row, piece, begin, length)
      }),
    )
  }

  port(port: number): void {
    this.#session.dhtNode(this, port)
  }

  extension({ client, listenPort }: ExtensionHandshake): void {
    if (client !== null) this.client = client
    if (listenPort !== null && listenPort > 0) this.#session.listensOn(this, listenPort)
  }

  metadata(message: MetadataMessage): void {
    if (message.kind !== 'request') return
    this.connection?.metadata(answerMetadata(this.#session.infoBytes, message.piece))
  }

  pex(message: PexMessage): void {
    this.#session.receivedPex(message)
  }

  /** Sends the neighbour its allowed-fast set: pieces that it may request while choked (BEP 6). */
  allowFast(peer: Peer, infoHash: Uint8Array, count: number): void {
    const { connection } = this
    if (count === 0 || connection === null || !connection.fast || peer.superSeeding !== null) return
    const set = allowedFastSet(infoHash, connection.remoteAddress, this.#pieceCount, count)
    const pieces = set.filter((piece) => peer.requests.has(piece))
    peer.grantFast(this.row, pieces)
    for (const piece of pieces) connection.allowedFast(piece)
  }

  /** Passes a message to the peer, after those before it; a protocol error closes the link. */
  deliver(message: (peer: Peer, now: number) => void): void {
    if (this.row >= 0) this.#session.enqueue(this, 0, () => this.#deliverNow(message))
  }

  #deliverNow(message: (peer: Peer, now: number) => void): void {
    if (this.row < 0) return
    try {
      message(this.#session.peer, this.#session.now())
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.connection?.close(`protocol error: ${error.message}`)
    }
  }

  get #pieceCount(): number {
    return this.#session.store.columns.geometry.pieceCount
  }

  /** Removes unwanted pieces, so that the peer never asks for them. */
  #withoutSkipped(pieces: BitTable): BitTable {
    const { skipped } = this.#session
    if (skipped === null) return pieces
    for (let w = 0; w < pieces.span; w++) pieces.words[w] &= ~skipped.words[w]
    return pieces
  }
}
