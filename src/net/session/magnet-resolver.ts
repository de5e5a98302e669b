import { isDialable, type PeerAddress } from '../common/peer-address.js'
import type { Cancel, Clock } from '../common/wall-clock.js'
import type { Connection, ConnectionHandler, ConnectionSettings } from '../wire/connection.js'
import { Dial } from '../wire/dial.js'
import type { ExtensionHandshake } from '../wire/extension-handshake.js'
import { MetadataFetch } from '../wire/metadata-fetch.js'
import type { MetadataMessage } from '../wire/metadata-message.js'
import type { PexMessage } from '../wire/pex-message.js'
import { keyOf } from './address-book.js'

/** The most dials and outgoing connections together. */
const MAX_DIALS = 30

/** The most incoming connections at a time. */
const MAX_INCOMING = 30

/** Seconds between two checks for unanswered requests and addresses to redial. */
const LOOK_SECONDS = 2

/** Checks between two requests for more peers. */
const LOOKS_PER_SEARCH = 5

/** Seconds until an address without the metadata is dialled again. */
const REDIAL_SECONDS = 10

/** What a resolver needs. */
export interface ResolverParts {
  readonly infoHash: Uint8Array
  readonly connection: ConnectionSettings
  readonly clock: Clock
  readonly localAddress?: string
  /** A neighbour named a peer, or its own listening port. */
  found(peer: PeerAddress, source: 'pex' | 'incoming'): void
  /** A peer sent PORT: it is a DHT node (BEP 5). */
  dhtNode(node: PeerAddress): void
  /** Called every ten seconds until the info dictionary is here. */
  needsPeers(): void
  /** The info dictionary is here and matches its hash. Nothing is called after this. */
  resolved(info: Uint8Array): void
}

/**
 * Fetches the info dictionary of a magnet link (BEP 9) from peers that it dials and peers that dial
 * us. Once the dictionary is here, it closes all connections.
 */
export class MagnetResolver {
  readonly #parts: ResolverParts
  readonly #fetch: MetadataFetch<InfoLink>
  readonly #addresses = new Map<string, PeerAddress & { dialledAt: number }>()
  readonly #links = new Map<string, InfoLink>()
  readonly #incoming = new Set<InfoLink>()
  #looks = 0
  #cancel: Cancel = () => undefined
  #isOver = false

  constructor(parts: ResolverParts) {
    this.#parts = parts
    this.#fetch = new MetadataFetch(parts.infoHash, (link, piece) =>
      link.connection?.metadata({ kind: 'request', piece }),
    )
    this.#look()
  }

  /** Progress as text for the user. */
  get state(): string {
    const links = [...this.#links.values(), ...this.#incoming]
    const connected = links.filter(({ connection }) => connection !== null).length
    return `${this.#addresses.size} addresses known, ${connected} peers connected`
  }

  /** Adds a peer to dial. */
  addPeer({ host, port }: PeerAddress): void {
    const key = keyOf({ host, port })
    if (this.#addresses.has(key) || this.#addresses.size > 1000) return
    this.#addresses.set(key, { host, port, dialledAt: Number.NEGATIVE_INFINITY })
    this.#dial()
  }

  /** Returns the handler of an incoming connection, or null to refuse it. */
  accept(): ConnectionHandler | null {
    if (this.#isOver || this.#incoming.size >= MAX_INCOMING) return null
    const link: InfoLink = new InfoLink(this.#linkParts(() => this.#incoming.delete(link)))
    this.#incoming.add(link)
    return link
  }

  /** Closes all connections. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancel()
    for (const { dial } of [...this.#links.values()]) dial?.close('we are stopping')
    for (const { connection } of [...this.#incoming]) connection?.close('we are stopping')
  }

  #look(): void {
    const { clock } = this.#parts
    this.#fetch.wake(clock.now())
    this.#dial()
    if (++this.#looks % LOOKS_PER_SEARCH === 0) this.#parts.needsPeers()
    this.#cancel = clock.after(LOOK_SECONDS, () => this.#look())
  }

  #dial(): void {
    const { clock, infoHash, connection, localAddress } = this.#parts
    if (this.#isOver) return
    const now = clock.now()
    for (const [key, address] of this.#addresses) {
      if (this.#links.size >= MAX_DIALS) return
      if (this.#links.has(key) || now - address.dialledAt < REDIAL_SECONDS) continue
      address.dialledAt = now
      const link = new InfoLink(this.#linkParts(() => this.#links.delete(key)))
      this.#links.set(key, link)
      const { host, port } = address
      link.dial = new Dial({ host, port, localAddress, infoHash, handler: link }, connection)
    }
  }

  #linkParts(closed: () => void): InfoLinkParts {
    const { clock, found, dhtNode } = this.#parts
    const changed = () => this.#changed()
    return { fetch: this.#fetch, now: () => clock.now(), changed, found, dhtNode, closed }
  }

  #changed(): void {
    const { info } = this.#fetch
    if (info === null || this.#isOver) return
    this.close()
    this.#parts.resolved(info)
  }
}

/** What a link needs of its resolver. */
interface InfoLinkParts {
  readonly fetch: MetadataFetch<InfoLink>
  now(): number
  changed(): void
  found(peer: PeerAddress, source: 'pex' | 'incoming'): void
  dhtNode(node: PeerAddress): void
  closed(): void
}

/** A neighbour that may have the info dictionary; its other messages are ignored. */
class InfoLink implements ConnectionHandler {
  connection: Connection | null = null
  dial: Dial | null = null
  readonly #parts: InfoLinkParts

  constructor(home: InfoLinkParts) {
    this.#parts = home
  }

  handshakeDone(connection: Connection): void {
    this.connection = connection
    connection.haveNone()
    if (!connection.extended) connection.close('does not support metadata exchange (BEP 10)')
  }

  extension({ metadataBytes, metadataId, listenPort }: ExtensionHandshake): void {
    // The port that it listens on, not the one that it dialled from.
    if (this.dial === null && listenPort !== null) {
      const peer = { host: this.connection?.remoteAddress ?? '', port: listenPort }
      if (isDialable(peer)) this.#parts.found(peer, 'incoming')
    }
    if (metadataBytes === null || metadataId === null || metadataId === 0) return
    this.#parts.fetch.addPeer(this.#parts.now(), this, metadataBytes)
  }

  metadata(message: MetadataMessage): void {
    const { fetch } = this.#parts
    const { piece } = message
    if (message.kind === 'request') this.connection?.metadata({ kind: 'reject', piece })
    else if (message.kind === 'reject') fetch.reject(this.#parts.now(), this, piece)
    else fetch.data(this.#parts.now(), this, piece, message.totalBytes, message.payload)
    this.#parts.changed()
  }

  pex({ added }: PexMessage): void {
    for (const peer of added) if (isDialable(peer)) this.#parts.found(peer, 'pex')
  }

  port(port: number): void {
    this.#parts.dhtNode({ host: this.connection?.remoteAddress ?? '', port })
  }

  closed(): void {
    this.#parts.closed()
    this.#parts.fetch.removePeer(this.#parts.now(), this)
  }

  target(): null {
    return null
  }

  choke(): void {}
  unchoke(): void {}
  interested(): void {}
  notInterested(): void {}
  have(): void {}
  bitfield(): void {}
  haveAll(): void {}
  haveNone(): void {}
  request(): void {}
  cancel(): void {}
  reject(): void {}
  allowedFast(): void {}
  piece(): void {}
  drained(): void {}
}
