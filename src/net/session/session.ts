import type { BitTable } from '../../base/bits.js'
import { BLOCK_BYTES, Geometry } from '../../peer/geometry.js'
import { type DisconnectReason, Neighbours } from '../../peer/neighbours.js'
import type { Peer } from '../../peer/peer.js'
import type { PeerStore } from '../../peer/peer-parts.js'
import { isDialable, type PeerAddress } from '../common/peer-address.js'
import type { Cancel } from '../common/wall-clock.js'
import type { Connection, ConnectionHandler } from '../wire/connection.js'
import { Dial } from '../wire/dial.js'
import { SELF_CONNECTION } from '../wire/handshake-exchange.js'
import type { PexMessage } from '../wire/pex-message.js'
import { AddressBook, type PeerSource } from './address-book.js'
import { Bans } from './bans.js'
import { DialLimiter } from './dial-limiter.js'
import { DownloadScheduler } from './download-scheduler.js'
import { PexHistory } from './pex-history.js'
import { PieceAssembler } from './piece-assembler.js'
import { otherLinkTo, peerNameOf } from './same-peer.js'
import { type LinkSession, SessionLink } from './session-link.js'
import type { SessionParts } from './session-parts.js'
import { type OutputSession, SocketOutput } from './socket-output.js'
import { BLOCK_HEADER_BYTES, UploadScheduler } from './upload-scheduler.js'

/** The most bytes of complete pieces that wait to be written. */
const MAX_PENDING_WRITE_BYTES = 32 << 20

/** Reasons for which the peer disconnects, as text. */
const REASON_TEXTS: Readonly<Record<DisconnectReason, string>> = {
  friendly: 'we are stopping',
  banned: 'it sent corrupt blocks',
  'both-seeds': 'both are seeds',
}

/** Wakes between two PEX messages to a neighbour (BEP 11: a minute). */
const PEX_WAKES = 6

/**
 * One torrent on sockets: runs the simulator's peer with real connections, dials, store and clock.
 * All protocol decisions are the peer's and its policies'.
 */
export class Session implements LinkSession, OutputSession {
  readonly parts: SessionParts
  readonly geometry: Geometry
  readonly store: PeerStore
  readonly peer: Peer
  readonly addresses = new AddressBook()
  readonly skipped: BitTable | null
  readonly infoBytes: Uint8Array | null
  readonly #neighbours: Neighbours
  readonly #rows: (SessionLink | null)[]
  readonly #dials = new Set<Dial>()
  readonly #dialLimiter: DialLimiter
  readonly #assembler: PieceAssembler
  readonly #uploads: UploadScheduler
  readonly #downloads: DownloadScheduler
  readonly #pex: PexHistory<Connection> | null
  readonly #bans = new Bans()
  readonly #userPeers = new Set<number>()
  #missing: number
  #wakes = 0
  #cancelWake: Cancel = () => undefined
  #isOver = false

  constructor(parts: SessionParts) {
    const { settings, clock, held, skipped, peerFactory } = parts
    this.parts = parts
    this.skipped = skipped
    this.infoBytes = parts.infoBytes
    this.geometry = new Geometry(parts.sizeBytes, parts.pieceBytes)
    const { pieceCount } = this.geometry
    this.store = peerFactory.store
    this.#rows = new Array(settings.maxLinks).fill(null)
    this.#assembler = new PieceAssembler(this.geometry)
    this.#neighbours = new Neighbours(settings, parts.random)
    this.#dialLimiter = new DialLimiter(clock, () => this.#dial(), parts.dialsPerSecond)
    this.#uploads = new UploadScheduler(clock, parts.up, () => this.peer.shares)
    this.#downloads = new DownloadScheduler(clock, parts.down, MAX_PENDING_WRITE_BYTES)
    this.#pex = parts.isPrivate ? null : new PexHistory()
    this.peer = peerFactory.make(clock.now(), new SocketOutput(this, this.store.uploads))
    this.#missing = pieceCount
    for (let piece = 0; piece < pieceCount; piece++) {
      if (held?.has(0, piece)) this.peer.hold(piece)
      if (this.peer.requests.has(piece) || skipped?.has(0, piece)) this.#missing--
    }
    this.#scheduleWake()
  }

  /** Whether all wanted pieces are here. */
  get isFinished(): boolean {
    return this.#missing === 0
  }

  /** Bytes of wanted pieces that are missing, for the tracker. */
  get leftBytes(): number {
    let bytes = 0
    for (let piece = 0; piece < this.geometry.pieceCount; piece++) {
      const isMissing = !this.peer.requests.has(piece) && !this.skipped?.has(0, piece)
      if (isMissing) bytes += this.geometry.bytesOf(piece)
    }
    return bytes
  }

  /** Bytes sent that were not block payload, with the headers that the uplink counts. */
  get overheadBytes(): number {
    return this.#uploads.overheadBytes
  }

  /** The connected neighbours, by row. */
  get links(): SessionLink[] {
    return this.#rows.filter((link) => link !== null)
  }

  now(): number {
    return this.parts.clock.now()
  }

  /** Adds a peer's address to dial. */
  addPeer(address: PeerAddress, source: PeerSource): void {
    const number = this.addresses.add(address, source)
    if (number < 0 || this.#isOver) return
    if (source === 'user') this.#userPeers.add(number)
    this.#neighbours.add(number)
    this.#dialLimiter.trigger()
  }

  get infoHash(): Uint8Array {
    return this.parts.infoHash
  }

  /** Returns the handler of an incoming connection, or null to refuse it. */
  accept(): ConnectionHandler | null {
    const hasRoom = this.peer.links.connected < this.parts.settings.maxLinks
    return hasRoom && !this.#isOver ? new SessionLink(this, 'incoming', -1, false) : null
  }

  /** Closes all connections. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelWake()
    this.#dialLimiter.stop()
    for (const dial of this.#dials) dial.close('we are stopping')
    this.peer.leave(this.now())
    this.#uploads.stop()
    this.#downloads.stop()
  }

  // Called by links (LinkSession).

  handshakeDone(link: SessionLink): void {
    const connection = link.connection as Connection
    const isDuplicate = this.#isDuplicate(link)
    const row = this.#isOver ? -1 : this.peer.links.free
    if (row < 0 || isDuplicate || this.#bans.has(connection)) {
      const reason = isDuplicate ? 'already connected' : 'banned'
      connection.close(row < 0 ? 'no free link' : reason)
      return
    }
    link.row = row
    this.#rows[row - this.peer.links.first] = link
    if (link.address >= 0) this.#neighbours.linked(link.address)
    // Before the first `have`, which a super-seed sends at once (BEP 6).
    const { requests, superSeeding } = this.peer
    if (requests.ownCount === 0 || superSeeding?.isOver === false) connection.haveNone()
    link.deliver((peer, now) => {
      peer.connected(now)
      peer.handshake(now, row, hexOf(connection.infoHash), peerNameOf(connection))
      link.allowFast(peer, this.infoHash, this.parts.settings.allowedFast)
    })
    if (link.row < 0) return
    this.#downloads.join(connection)
    this.parts.listener.connected?.(link)
  }

  closed(link: SessionLink, reason: string): void {
    const { row } = link
    if (link.dial !== null) this.#dials.delete(link.dial)
    if (row < 0) {
      if (reason === SELF_CONNECTION) this.#neighbours.unlinked(link.address, 'both-seeds')
      else if (link.address >= 0) this.#neighbours.failed(link.address)
      return
    }
    const kind = this.#disconnectReason(row)
    this.#removeLink(link, kind, reason)
    this.peer.close(this.now(), row)
  }

  canSend(link: SessionLink): void {
    if (this.store.uploads.waiting(link.row) > 0) this.#uploads.join(link)
  }

  sendBlockTo(link: SessionLink): number {
    const { connection, row, isReading } = link
    if (row < 0 || isReading || !connection?.writable) return 0
    const before = this.peer.stats.uploadedBytes
    if (!this.peer.pull(this.now(), row)) return 0
    return this.peer.stats.uploadedBytes - before
  }

  get delaysBlocks(): boolean {
    return this.#downloads.isLimited
  }

  enqueue(link: SessionLink, payloadBytes: number, deliver: () => void): void {
    const { connection } = link
    const bytes = payloadBytes > 0 ? this.parts.up.wireBytes(payloadBytes + BLOCK_HEADER_BYTES) : 0
    if (connection === null) deliver()
    else this.#downloads.enqueue(connection, bytes, deliver)
  }

  receivedBlock(link: SessionLink, piece: number, begin: number, payload: Uint8Array): boolean {
    const { geometry } = this
    const { requests } = this.peer
    this.#uploads.receivedBlock(payload.length)
    this.parts.listener.transferred?.(link, payload.length, 0)
    const block = begin / BLOCK_BYTES
    const inside = piece < geometry.pieceCount && begin < geometry.bytesOf(piece)
    if (!inside || !Number.isInteger(block)) return true
    if (payload.length !== geometry.blockBytes(piece, block)) return true
    if (requests.suspects.isUnsolicited(link.row, piece, block)) return false
    if (requests.lacks(piece, block)) this.#assembler.add(piece, begin, payload)
    return true
  }

  listensOn(link: SessionLink, port: number): void {
    const { connection } = link
    if (link.address >= 0 || connection === null) return
    link.address = this.addresses.add({ host: connection.remoteAddress, port }, link.source)
    if (link.address < 0) return
    if (this.#neighbours.rejects(link.address)) connection.close('banned or already connected')
    else this.#neighbours.linked(link.address)
  }

  dhtNode({ connection }: SessionLink, port: number): void {
    const host = connection?.remoteAddress ?? ''
    if (!this.parts.isPrivate) this.parts.listener.dhtNode?.({ host, port })
  }

  receivedPex({ added }: PexMessage): void {
    if (this.parts.isPrivate) return
    for (const { host, port } of added) {
      if (isDialable({ host, port })) this.addPeer({ host, port }, 'pex')
    }
  }

  // Called by the peer's output (OutputSession).

  linkAt(row: number): SessionLink {
    return this.#rows[row - this.peer.links.first] as SessionLink
  }

  sentMessage(messageBytes: number): void {
    this.#uploads.sentMessage(messageBytes)
  }

  closeLink(link: SessionLink): void {
    const kind = this.#disconnectReason(link.row)
    const reason = REASON_TEXTS[kind]
    this.#removeLink(link, kind, reason)
    if (this.#isOver) link.connection?.finish(reason)
    else link.connection?.close(reason)
  }

  sendBlock(link: SessionLink, piece: number, begin: number, length: number): void {
    const { store } = this.parts
    const bytes = store.read(piece, begin, length)
    const write = (read: Uint8Array) => {
      link.uploadedBytes += length
      this.parts.listener.transferred?.(link, 0, length)
      const { connection } = link
      if (connection === null) store.release(read)
      else connection.piece(piece, begin, read, () => store.release(read))
    }
    if (bytes instanceof Uint8Array) {
      this.#uploads.writeBlock = () => write(bytes)
      return
    }
    this.#uploads.writeBlock = () => {
      link.isReading = true
      bytes
        .then(write, (error: Error) => this.#readFailed(link, piece, begin, length, error))
        .finally(() => {
          link.isReading = false
          if (link.row >= 0) this.canSend(link)
        })
    }
    // The failure is handled at its turn; until then it must not count as unhandled.
    bytes.catch(() => undefined)
  }

  #readFailed(link: SessionLink, piece: number, begin: number, length: number, error: Error) {
    link.connection?.reject(piece, begin, length)
    this.parts.listener.readFailed?.(piece, error)
  }

  check(piece: number): void {
    const bytes = this.#assembler.bytesOf(piece)
    this.#downloads.addPendingWrite(bytes.length)
    this.parts.store.write(piece, bytes).then(
      (ok) => {
        this.#downloads.addPendingWrite(-bytes.length)
        this.#assembler.release(piece)
        if (!this.#isOver) this.#verified(piece, ok)
      },
      (error: Error) => {
        this.#downloads.addPendingWrite(-bytes.length)
        this.parts.listener.failed?.(error)
      },
    )
  }

  #verified(piece: number, ok: boolean): void {
    const { listener } = this.parts
    if (ok) this.#missing--
    this.peer.verified(this.now(), piece, ok)
    if (!ok) {
      listener.hashFailed?.(piece)
      return
    }
    listener.pieceVerified?.(piece)
    if (this.#missing > 0) return
    this.#assembler.trim()
    listener.completed?.()
  }

  // Connecting and disconnecting.

  /** Dials one address; returns false if there is none. */
  #dial(): boolean {
    const { infoHash, connection, localAddress } = this.parts
    const number = this.#neighbours.dial(this.peer.links.connected)
    if (number < 0) return false
    const { host, port, source } = this.addresses.entry(number)
    const link = new SessionLink(this, source, number, true)
    link.dial = new Dial({ host, port, localAddress, infoHash, handler: link }, connection)
    this.#dials.add(link.dial)
    return true
  }

  /**
   * Whether another connection to the same peer exists and wins. When two peers dial each other at
   * once, both keep the connection that the peer with the smaller id dialled.
   */
  #isDuplicate(link: SessionLink): boolean {
    const { peerId } = link.connection as Connection
    const other = otherLinkTo(link.connection as Connection, this.links)
    if (other === undefined) return false
    const oursIsSmaller = Buffer.compare(this.parts.connection.peerId, peerId) < 0
    if (other.isOutgoing === link.isOutgoing || link.isOutgoing !== oursIsSmaller) return true
    other.connection?.close('already connected')
    return false
  }

  #scheduleWake(): void {
    const { clock } = this.parts
    this.#cancelWake = clock.after(Math.max(0, this.peer.wakeAt - clock.now()), () => {
      this.peer.wake(this.now())
      for (const number of this.#userPeers) this.#neighbours.add(number)
      this.#dialLimiter.trigger()
      const { connected } = this.peer.links
      const isLonely = connected < this.parts.settings.reannounceBelowLinks
      if (isLonely && !this.isFinished) this.parts.listener.needsPeers?.()
      this.#sendPex(++this.#wakes % PEX_WAKES)
      this.#scheduleWake()
    })
  }

  /** Sends PEX messages to some neighbours; the others' turn comes at the next wakes. */
  #sendPex(turn: number): void {
    if (this.#pex === null) return
    const { links } = this
    for (const { connection, address, row } of links) {
      if (row % PEX_WAKES !== turn) continue
      const others = links.filter((other) => other.address >= 0 && other.address !== address)
      const known = others.map((other) => this.addresses.entry(other.address))
      const message = connection && this.#pex.nextMessage(connection, known)
      if (message) connection.pex(message)
    }
  }

  #disconnectReason(row: number): DisconnectReason {
    if (this.peer.links.isGuilty(row)) return 'banned'
    return this.peer.complete && this.peer.links.isSeed(row) ? 'both-seeds' : 'friendly'
  }

  #removeLink(link: SessionLink, kind: DisconnectReason, reason: string): void {
    const { connection, row, address } = link
    this.#rows[row - this.peer.links.first] = null
    this.#uploads.leave(link)
    if (connection !== null) this.#downloads.leave(connection)
    if (address >= 0) this.#neighbours.unlinked(address, kind)
    if (kind === 'banned' && connection !== null) this.#bans.add(connection)
    this.parts.listener.disconnected?.(link, reason)
    link.row = -1
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
