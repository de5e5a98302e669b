import type { BitTable } from '../../base/bits.js'
import { Random } from '../../base/random.js'
import { BLOCK_BYTES, Geometry } from '../../peer/geometry.js'
import { Neighbours, type Parting } from '../../peer/neighbours.js'
import { Peer } from '../../peer/peer.js'
import { PeerStore, windowSteps } from '../../peer/peer-parts.js'
import type { PeerSettings } from '../../peer/settings.js'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'
import type { Connection, ConnectionHandler, ConnectionSettings } from '../connection.js'
import { Dial } from '../dial.js'
import { isDialable, type PeerAddress } from '../peer-address.js'
import type { RateLimit } from '../rate-limit.js'
import type { Cancel, Clock } from '../wall-clock.js'
import type { PexMessage } from '../wire/pex-message.js'
import { AddressBook, type PeerSource } from './address-book.js'
import { Bans } from './bans.js'
import { PexDiary } from './pex-diary.js'
import type { PieceStore } from './piece-store.js'
import { PiecesInHand } from './pieces-in-hand.js'
import { Receiving } from './receiving.js'
import { Sending } from './sending.js'
import { type LinkHome, SessionLink } from './session-link.js'
import { type OutletHome, SocketOutlet } from './socket-outlet.js'

/** How the peer of a session behaves: by name, as in a scenario. */
export interface SessionPolicies {
  readonly choker: string
  readonly seedChoker: string
  readonly picker: string
}

/** What a session tells of. */
export interface SessionListener {
  /** A piece is here, checked and written. */
  gained?(piece: number): void
  /** All is here that is wanted. */
  completed?(): void
  /** A piece's hash was wrong. */
  spoilt?(piece: number): void
  /** A block came in, or went out, on a link. */
  moved?(link: SessionLink, downloadedBytes: number, uploadedBytes: number): void
  /** A neighbour is here, or gone, and why. */
  linked?(link: SessionLink): void
  unlinked?(link: SessionLink, reason: string): void
  /** A piece cannot be written: nothing more can be downloaded. */
  failed?(error: Error): void
  /** A piece that was here cannot be read. */
  lost?(piece: number, error: Error): void
}

/** What a session is made of. */
export interface SessionParts {
  readonly infoHash: Uint8Array
  readonly sizeBytes: number
  readonly pieceBytes: number
  /** The info dictionary, for those who come with a magnet link; null: they get none. */
  readonly infoBytes: Uint8Array | null
  /** BEP 27: no word of peers to peers. */
  readonly isPrivate: boolean
  readonly store: PieceStore
  /** The pieces that are here, as row 0. */
  readonly held: BitTable
  /** The pieces that are not wanted, as row 0; null if all are. */
  readonly skipped: BitTable | null
  readonly settings: PeerSettings
  readonly policies: SessionPolicies
  readonly connection: ConnectionSettings
  readonly clock: Clock
  /** Of all chance in the peer. */
  readonly seed: string
  readonly up: RateLimit
  readonly down: RateLimit
  /** The address to dial from; by default the system chooses. */
  readonly localAddress?: string
  readonly listener: SessionListener
  /** For tests: stands between the sockets and the peer. */
  readonly around?: (peer: Peer) => Peer
}

/** Bytes of a block's head and of the headers that carry it, as counted against a limit. */
const HEAD_BYTES = 13

/** So many bytes of whole pieces may wait to be written. */
const MOST_WAITING_BYTES = 32 << 20

/** Why the peer hangs up. */
const REASONS: Readonly<Record<Parting, string>> = {
  friendly: 'we stop',
  banned: 'it sent corrupt blocks',
  'both-seeds': 'both have everything',
}

/** Wakes between two words of peers to peers (BEP 11: a minute). */
const PEX_WAKES = 6

/**
 * One torrent on sockets: the very peer that the simulator runs, with its connections, its dials,
 * its store and its clock. It decides nothing that the peer or its policies decide.
 */
export class Session implements LinkHome, OutletHome {
  readonly parts: SessionParts
  readonly geometry: Geometry
  readonly columns: PeerStore
  readonly peer: Peer
  readonly addresses = new AddressBook()
  readonly skipped: BitTable | null
  readonly infoBytes: Uint8Array | null
  readonly #neighbours: Neighbours
  readonly #rows: (SessionLink | null)[]
  readonly #dials = new Set<Dial>()
  readonly #hand: PiecesInHand
  readonly #sending: Sending
  readonly #receiving: Receiving
  readonly #pex: PexDiary<Connection> | null
  readonly #bans = new Bans()
  readonly #given = new Set<number>()
  #missing: number
  #wakes = 0
  #cancelWake: Cancel = () => undefined
  #isOver = false

  constructor(parts: SessionParts) {
    const { settings, policies, seed, clock, held, skipped } = parts
    this.parts = parts
    this.skipped = skipped
    this.infoBytes = parts.infoBytes
    this.geometry = new Geometry(parts.sizeBytes, parts.pieceBytes)
    const { pieceCount } = this.geometry
    this.columns = new PeerStore(1, settings.maxLinks, this.geometry, windowSteps(settings))
    this.#rows = new Array(settings.maxLinks).fill(null)
    this.#hand = new PiecesInHand(this.geometry)
    this.#neighbours = new Neighbours(settings, new Random(seed, 'dial'))
    this.#sending = new Sending(clock, parts.up, parts.up.burstBytes)
    this.#receiving = new Receiving(clock, parts.down, MOST_WAITING_BYTES)
    this.#pex = parts.isPrivate ? null : new PexDiary()
    const choice = new Random(seed, 'choke')
    const pick = new Random(seed, 'pick')
    const peer = new Peer(
      clock.now(),
      {
        store: this.columns,
        number: 0,
        firstLink: 0,
        settings,
        choker: CHOKERS[policies.choker].make(settings, choice),
        seedChoker: CHOKERS[policies.seedChoker].make(settings, choice),
        picker: PICKERS[policies.picker].make(pieceCount, pick),
        random: pick,
        torrent: hexOf(parts.infoHash),
        id: hexOf(parts.connection.peerId),
      },
      new SocketOutlet(this, this.columns.uploads),
    )
    this.peer = parts.around?.(peer) ?? peer
    this.#missing = pieceCount
    for (let piece = 0; piece < pieceCount; piece++) {
      if (held.has(0, piece)) this.peer.hold(piece)
      if (held.has(0, piece) || skipped?.has(0, piece)) this.#missing--
    }
    this.#planWake()
  }

  /** Whether all is here that is wanted. */
  get isFinished(): boolean {
    return this.#missing === 0
  }

  /** Bytes of wanted pieces that are still to come, for the tracker. */
  get leftBytes(): number {
    let bytes = 0
    for (let piece = 0; piece < this.geometry.pieceCount; piece++) {
      const isMissing = !this.peer.requests.has(piece) && !this.skipped?.has(0, piece)
      if (isMissing) bytes += this.geometry.bytesOf(piece)
    }
    return bytes
  }

  /** The neighbours that have greeted, by row. */
  get links(): SessionLink[] {
    return this.#rows.filter((link) => link !== null)
  }

  now(): number {
    return this.parts.clock.now()
  }

  /** Somebody told of a peer at this address. */
  heard(address: PeerAddress, source: PeerSource): void {
    const number = this.addresses.note(address, source)
    if (number < 0 || this.#isOver) return
    if (source === 'given') this.#given.add(number)
    this.#neighbours.heard(number)
    this.#dial()
  }

  get infoHash(): Uint8Array {
    return this.parts.infoHash
  }

  /** A neighbour has dialled us: who is to hear it; null if it is not let in. */
  accept(): ConnectionHandler | null {
    const hasRoom = this.peer.links.connected < this.parts.settings.maxLinks
    return hasRoom && !this.#isOver ? new SessionLink(this, 'incoming', -1, false) : null
  }

  /** Hangs up on everybody. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelWake()
    for (const dial of this.#dials) dial.close('we stop')
    this.peer.leave(this.now())
    this.#sending.stop()
    this.#receiving.stop()
  }

  // What links tell of.

  greeted(link: SessionLink): void {
    const connection = link.connection as Connection
    this.#prefer(link)
    const row = this.#isOver ? -1 : this.peer.links.free
    if (row < 0 || this.#bans.has(connection)) {
      connection.close(row < 0 ? 'no room for another neighbour' : 'banned')
      return
    }
    link.row = row
    this.#rows[row] = link
    if (link.address >= 0) this.#neighbours.linked(link.address)
    link.hear((peer, now) => {
      peer.connected(now)
      peer.handshake(now, row, hexOf(connection.infoHash), hexOf(connection.peerId))
    })
    if (link.row < 0) return
    if (this.peer.requests.ownCount === 0) connection.haveNone()
    this.#receiving.join(connection)
    this.parts.listener.linked?.(link)
  }

  closed(link: SessionLink, reason: string): void {
    const { row } = link
    if (link.dial !== null) this.#dials.delete(link.dial)
    if (row < 0) {
      if (link.address >= 0) this.#neighbours.failed(link.address)
      return
    }
    const parting = this.#partingFrom(row)
    this.#leave(link, parting, reason)
    this.peer.close(this.now(), row)
  }

  maySend(link: SessionLink): void {
    if (this.columns.uploads.waiting(link.row) > 0) this.#sending.join(link)
  }

  /** The turn of a link to send a block. */
  sendTo(link: SessionLink): number {
    const { connection, row, isReading } = link
    if (row < 0 || isReading || !connection?.writable) return 0
    const before = link.uploadedBytes
    if (!this.peer.pull(this.now(), row)) return 0
    return link.uploadedBytes - before + HEAD_BYTES
  }

  received(link: SessionLink, piece: number, begin: number, payload: Uint8Array): void {
    const { geometry } = this
    this.#receiving.received(payload.length + HEAD_BYTES)
    this.parts.listener.moved?.(link, payload.length, 0)
    const block = begin / BLOCK_BYTES
    const inside = piece < geometry.pieceCount && begin < geometry.bytesOf(piece)
    if (!inside || !Number.isInteger(block)) return
    if (payload.length !== geometry.blockBytes(piece, block)) return
    if (this.peer.requests.lacks(piece, block)) this.#hand.put(piece, begin, payload)
  }

  listensOn(link: SessionLink, port: number): void {
    const { connection } = link
    if (link.address >= 0 || connection === null) return
    link.address = this.addresses.note({ host: connection.remoteAddress, port }, link.source)
    if (link.address < 0) return
    if (this.#neighbours.refuses(link.address)) connection.close('banned, or linked already')
    else this.#neighbours.linked(link.address)
  }

  met({ added }: PexMessage): void {
    if (this.parts.isPrivate) return
    for (const { host, port } of added) {
      if (isDialable({ host, port })) this.heard({ host, port }, 'pex')
    }
  }

  // What the peer says that is no word.

  linkAt(row: number): SessionLink {
    return this.#rows[row] as SessionLink
  }

  hungUp(link: SessionLink): void {
    const parting = this.#partingFrom(link.row)
    const reason = REASONS[parting]
    this.#leave(link, parting, reason)
    link.connection?.close(reason)
  }

  send(link: SessionLink, piece: number, begin: number, length: number): void {
    link.uploadedBytes += length
    this.parts.listener.moved?.(link, 0, length)
    const { store } = this.parts
    const bytes = store.read(piece, begin, length)
    const give = (read: Uint8Array) => {
      const { connection } = link
      if (connection === null) store.release(read)
      else connection.piece(piece, begin, read, () => store.release(read))
    }
    if (bytes instanceof Uint8Array) {
      give(bytes)
      return
    }
    link.isReading = true
    const done = () => {
      link.isReading = false
      if (link.row >= 0) this.maySend(link)
    }
    bytes.then(
      (read) => {
        give(read)
        done()
      },
      (error: Error) => {
        link.connection?.reject(piece, begin, length)
        this.parts.listener.lost?.(piece, error)
        done()
      },
    )
  }

  check(piece: number): void {
    const bytes = this.#hand.whole(piece)
    this.#receiving.wait(bytes.length)
    this.parts.store.write(piece, bytes).then(
      (ok) => {
        this.#receiving.wait(-bytes.length)
        this.#hand.done(piece)
        if (!this.#isOver) this.#verified(piece, ok)
      },
      (error: Error) => {
        this.#receiving.wait(-bytes.length)
        this.parts.listener.failed?.(error)
      },
    )
  }

  #verified(piece: number, ok: boolean): void {
    const { listener } = this.parts
    if (ok) this.#missing--
    this.peer.verified(this.now(), piece, ok)
    if (!ok) {
      listener.spoilt?.(piece)
      return
    }
    listener.gained?.(piece)
    if (this.#missing > 0) return
    this.#hand.trim()
    listener.completed?.()
  }

  // Coming and going.

  #dial(): void {
    const { infoHash, connection, localAddress } = this.parts
    for (;;) {
      const number = this.#neighbours.dial(this.peer.links.connected)
      if (number < 0) return
      const { host, port, source } = this.addresses.entry(number)
      const link = new SessionLink(this, source, number, true)
      const dial: Dial = new Dial({ host, port, localAddress, infoHash, handler: link }, connection)
      link.dial = dial
      this.#dials.add(dial)
    }
  }

  /**
   * Two peers that dial each other at once keep one of the two connections, the same at both ends:
   * the one that the peer with the smaller id has dialled.
   */
  #prefer(link: SessionLink): void {
    const id = hexOf((link.connection as Connection).peerId)
    const ours = hexOf(this.parts.connection.peerId)
    const other = this.links.find(({ connection }) => hexOf(connection!.peerId) === id)
    if (other === undefined || other.dialled === link.dialled) return
    if (link.dialled === ours < id) other.connection?.close('another connection to it stands')
  }

  #planWake(): void {
    const { clock } = this.parts
    this.#cancelWake = clock.after(Math.max(0, this.peer.wakeAt - clock.now()), () => {
      this.peer.wake(this.now())
      for (const number of this.#given) this.#neighbours.heard(number)
      this.#dial()
      if (++this.#wakes % PEX_WAKES === 0) this.#gossip()
      this.#planWake()
    })
  }

  /** Tells the neighbours of each other. */
  #gossip(): void {
    if (this.#pex === null) return
    const { links } = this
    for (const { connection, address } of links) {
      const others = links.filter((other) => other.address >= 0 && other.address !== address)
      const known = others.map((other) => this.addresses.entry(other.address))
      const news = connection && this.#pex.news(connection, known)
      if (news) connection.pex(news)
    }
  }

  #partingFrom(row: number): Parting {
    if (this.peer.isGuilty(row)) return 'banned'
    return this.peer.complete && this.peer.isSeed(row) ? 'both-seeds' : 'friendly'
  }

  #leave(link: SessionLink, parting: Parting, reason: string): void {
    const { connection, row, address } = link
    this.#rows[row] = null
    this.#sending.leave(link)
    if (connection !== null) this.#receiving.leave(connection)
    if (address >= 0) this.#neighbours.unlinked(address, parting)
    if (parting === 'banned' && connection !== null) this.#bans.add(connection)
    this.parts.listener.unlinked?.(link, reason)
    link.row = -1
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
