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
import { allPieces, piecesOf } from './piece-bits.js'
import type { Sender } from './upload-scheduler.js'

/** What a link needs of its session. */
export interface LinkSession {
  readonly peer: Peer
  /** The columns and queues of that peer alone. */
  readonly store: PeerStore
  /** The info dictionary as it stands, for those who come with a magnet link. */
  readonly infoBytes: Uint8Array | null
  /** Pieces that nobody here wants, as row 0; null if all are wanted. */
  readonly skipped: BitTable | null
  now(): number
  handshakeDone(link: SessionLink): void
  closed(link: SessionLink, reason: string): void
  /** The neighbour asked for something, or can take something. */
  canSend(link: SessionLink): void
  /** Its turn to send a block: the bytes on the wire, 0 if it cannot. */
  sendBlockTo(link: SessionLink): number
  /** Whether blocks have to wait before they are heard. */
  readonly delaysBlocks: boolean
  /** Does something when so many payload bytes of the link, and all before, are through. */
  enqueue(link: SessionLink, payloadBytes: number, what: () => void): void
  /**
   * Bytes of a block have come, which are put where they belong if they are wanted; false if the
   * peer is not to hear of them.
   */
  receivedBlock(link: SessionLink, piece: number, begin: number, payload: Uint8Array): boolean
  /** It says on which port it listens. */
  listensOn(link: SessionLink, port: number): void
  /** It says on which port its node of the DHT is. */
  dhtNode(link: SessionLink, port: number): void
  receivedPex(message: PexMessage): void
}

/** A neighbour on a socket: what its connection says is told to the peer, by its row there. */
export class SessionLink implements ConnectionHandler, Sender {
  readonly source: PeerSource
  /** The number of the address that it listens on, in the address book; -1: unknown. */
  address: number
  /** Null until both have greeted. */
  connection: Connection | null = null
  /** The dial that it came of; null if it dialled us. */
  dial: Dial | null = null
  /** Its row in the peer; -1 before and after. */
  row = -1
  /** What it calls itself (BEP 10), as sent. */
  client: string | null = null
  /** It was dialled by us. */
  readonly isOutgoing: boolean
  /** A block for it is being read from the store. */
  isReading = false
  /** Bytes of blocks from it and to it. */
  downloadedBytes = 0
  uploadedBytes = 0
  /** The most of its requests that waited at a time: how deep it asks. */
  peakRequests = 0
  readonly #session: LinkSession
  /** Made for the first block that comes: of most links none does. */
  #block: Uint8Array | null = null

  constructor(home: LinkSession, source: PeerSource, address: number, dialled: boolean) {
    this.#session = home
    this.source = source
    this.address = address
    this.isOutgoing = dialled
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
    this.deliver((peer, now) => peer.choke(now, this.row))
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
      if (pieces === null) throw new ProtocolError(this.row, 'a bitfield of another torrent')
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
      // BEP 6: each request is answered, by the block or by a reject.
      if (uploads.waiting(this.row) < before) this.connection?.reject(piece, begin, length)
    })
  }

  reject(piece: number, begin: number, length: number): void {
    this.deliver((peer, now) => peer.reject(now, this.row, piece, begin, length))
  }

  allowedFast(piece: number): void {
    this.deliver((peer, now) => peer.allowedFast(now, this.row, piece))
  }

  /** Each link has a room of its own, so that two that bring one block do not mix. */
  target(_piece: number, _begin: number, length: number): Uint8Array | null {
    if (length > BLOCK_BYTES) return null
    this.#block ??= new Uint8Array(BLOCK_BYTES)
    return this.#block
  }

  piece(piece: number, begin: number, length: number): void {
    this.downloadedBytes += length
    const heard = this.#block!.subarray(0, length)
    const payload = this.#session.delaysBlocks ? heard.slice() : heard
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

  /** Tells a neighbour that has greeted what it may have in spite of a choke (BEP 6). */
  allowFast(peer: Peer, infoHash: Uint8Array, count: number): void {
    const { connection } = this
    if (count === 0 || connection === null || !connection.fast || peer.superSeeding !== null) return
    const set = allowedFastSet(infoHash, connection.remoteAddress, this.#pieceCount, count)
    const pieces = set.filter((piece) => peer.requests.has(piece))
    peer.grantFast(this.row, pieces)
    for (const piece of pieces) connection.allowedFast(piece)
  }

  /** Lets the peer hear something of this link; whoever breaks the protocol is hung up on. */
  deliver(word: (peer: Peer, now: number) => void): void {
    if (this.row >= 0) this.#session.enqueue(this, 0, () => this.#deliverNow(word))
  }

  #deliverNow(word: (peer: Peer, now: number) => void): void {
    if (this.row < 0) return
    try {
      word(this.#session.peer, this.#session.now())
    } catch (fault) {
      if (!(fault instanceof ProtocolError)) throw fault
      this.connection?.close(`broke the protocol: ${fault.message}`)
    }
  }

  get #pieceCount(): number {
    return this.#session.store.columns.geometry.pieceCount
  }

  /** Without what nobody here wants: the peer is never to know that it could be had. */
  #withoutSkipped(pieces: BitTable): BitTable {
    const { skipped } = this.#session
    if (skipped === null) return pieces
    for (let w = 0; w < pieces.span; w++) pieces.words[w] &= ~skipped.words[w]
    return pieces
  }
}
