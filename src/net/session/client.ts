import { randomBytes } from 'node:crypto'
import type { BitTable } from '../../base/bits.js'
import { Random } from '../../base/random.js'
import { Geometry } from '../../peer/geometry.js'
import type { PeerSettings } from '../../peer/settings.js'
import type { PeerAddress } from '../common/peer-address.js'
import { type Clock, systemClock } from '../common/wall-clock.js'
import { DEFAULT_BOOTSTRAP } from '../discovery/dht-source.js'
import { Discovery } from '../discovery/discovery.js'
import { Store } from '../store/store.js'
import type { Magnet } from '../torrent/magnet.js'
import { type Metainfo, metainfoFromInfo } from '../torrent/metainfo.js'
import { TrackerTiers } from '../tracker/tracker-tiers.js'
import type { ConnectionSettings, EncryptionPolicy } from '../wire/connection.js'
import { EXTENSION } from '../wire/messages.js'
import { AddressBook, type AddressEntry } from './address-book.js'
import { newPeerId, REQUEST_QUEUE } from './client-identity.js'
import type { Downlink } from './download-scheduler.js'
import { IncomingConnections } from './incoming-connections.js'
import { MagnetResolver } from './magnet-resolver.js'
import { makePeerFactory, type PolicyNames } from './peer-factory.js'
import { Session } from './session.js'
import type { SessionListener } from './session-parts.js'
import { unwantedPieces } from './torrent-layout.js'
import type { Uplink } from './upload-scheduler.js'

/** An unresolved magnet link is reported every sixth look, which is once a minute. */
const LOOKS_PER_NOTICE = 6

/** Receives a client's events, besides those of its session. */
export interface ClientListener extends SessionListener {
  /** The torrent's metadata is known: at once, or once peers have sent it. */
  resolved?(metainfo: Metainfo): void
  /** So many pieces on the disk have been checked. */
  checking?(checked: number, all: number): void
  /** The check has ended and the session runs. */
  running?(session: Session): void
  /** A message for the user. */
  notice?(message: string): void
}

/** What a client needs to run. */
export interface ClientOptions {
  readonly torrent: Metainfo | Magnet
  /** The folder of the torrent's files. */
  readonly folder: string
  /** Whether nothing may be written. */
  readonly readOnly: boolean
  /** Chooses the wanted files once the metadata is known. */
  readonly wanted?: (metainfo: Metainfo) => readonly boolean[] | undefined
  readonly client: string
  readonly host?: string
  readonly port: number
  readonly encryption: EncryptionPolicy
  readonly settings: PeerSettings
  readonly policies: PolicyNames
  readonly up: Uplink
  readonly down: Downlink
  readonly userPeers: readonly PeerAddress[]
  readonly dht: boolean
  /** DHT bootstrap nodes, `HOST:PORT` each; public ones by default. */
  readonly bootstrap?: readonly string[]
  readonly lsd: boolean
  readonly listener: ClientListener
  readonly clock?: Clock
}

/**
 * Downloads and seeds one torrent: finds peers, fetches the metadata for a magnet link, checks what
 * is on the disk, and runs a session.
 */
export class Client {
  /** Our peer id, new in each run. */
  readonly peerId = newPeerId()
  readonly #options: ClientOptions
  readonly #clock: Clock
  readonly #infoHash: Uint8Array
  readonly #stopping = new AbortController()
  #metainfo: Metainfo | null = null
  #incoming: IncomingConnections | null = null
  #store: Store | null = null
  #session: Session | null = null
  #resolver: MagnetResolver | null = null
  #discovery: Discovery | null = null
  /** Peers found before the session starts. */
  #found = new AddressBook()

  constructor(options: ClientOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#infoHash = options.torrent.infoHash
  }

  /** The port that we listen on; 0 before `start`. */
  get port(): number {
    return this.#incoming?.port ?? 0
  }

  /** The session, or null until it runs. */
  get session(): Session | null {
    return this.#session
  }

  /**
   * Starts listening, discovery and the download.
   * @throws StoreError, or the system's error if the port cannot be used
   */
  async start(): Promise<void> {
    const { torrent, host, port } = this.#options
    const incoming = {
      infoHash: this.#infoHash,
      accept: () => (this.#session ?? this.#resolver)?.accept() ?? null,
    }
    this.#incoming = await IncomingConnections.listen(incoming, this.#connection(), { host, port })
    if (this.#stopping.signal.aborted) return this.#incoming.close()
    if ('files' in torrent) await this.#run(torrent)
    else this.#resolve(torrent)
  }

  /** Leaves the swarm and releases everything; all verified pieces are on the disk. */
  async close(): Promise<void> {
    this.#stopping.abort()
    this.#resolver?.close()
    const figures = this.#counts()
    this.#session?.close()
    this.#counts = () => figures
    await Promise.all([this.#discovery?.stop(), this.#incoming?.close()])
    await this.#store?.close()
  }

  #connection(): ConnectionSettings {
    const { encryption, client, settings, torrent, dht } = this.#options
    const isPrivate = 'files' in torrent && torrent.isPrivate
    return {
      ...(dht && !isPrivate ? { dhtPort: () => this.#discovery?.dhtPort } : {}),
      encryption,
      peerId: this.peerId,
      extension: () => ({
        client,
        requestQueue: REQUEST_QUEUE,
        listenPort: this.port,
        metadataBytes: this.#session === null ? null : (this.#metainfo?.infoBytes.length ?? null),
        // A super-seed seems to have no pieces: with `upload_only` set, others would drop it.
        uploadOnly: (this.#session?.isFinished ?? false) && settings.superSeeding === 'off',
        yourIp: null,
        metadataId: EXTENSION.metadata,
        pexId: this.#metainfo?.isPrivate === true ? 0 : EXTENSION.pex,
      }),
    }
  }

  #resolve(magnet: Magnet): void {
    let looks = 0
    const resolver: MagnetResolver = new MagnetResolver({
      infoHash: this.#infoHash,
      connection: this.#connection(),
      clock: this.#clock,
      localAddress: this.#options.host,
      found: (peer, source) => this.#addPeer({ ...peer, source }),
      dhtNode: (node) => this.#discovery?.addDhtNode(node),
      needsPeers: () => {
        this.#discovery?.wantMore()
        if (looks++ % LOOKS_PER_NOTICE === 0) {
          this.#options.listener.notice?.(`no peer has sent the metadata yet: ${resolver.state}`)
        }
      },
      resolved: (info) => this.#resolved(magnet, info),
    })
    this.#resolver = resolver
    this.#discover(magnet.announceTiers, false, magnet.peers)
  }

  #resolved(magnet: Magnet, info: Uint8Array): void {
    const fail = (error: Error) => this.#options.listener.failed?.(error)
    try {
      this.#run(metainfoFromInfo(info, magnet.announceTiers)).catch(fail)
    } catch (error) {
      fail(error as Error)
    }
  }

  /** Checks the files on the disk and starts the session. */
  async #run(metainfo: Metainfo): Promise<void> {
    const { listener, folder, readOnly } = this.#options
    this.#metainfo = metainfo
    const wanted = this.#options.wanted?.(metainfo)
    listener.resolved?.(metainfo)
    const { files, pieceBytes, pieceHashes: hashes } = metainfo
    const store = await Store.open({ folder, files, wanted, pieceBytes, hashes, readOnly })
    this.#store = store
    const { signal } = this.#stopping
    if (signal.aborted) return store.close()
    const held = await store
      .check((...step) => listener.checking?.(...step), signal)
      .catch((error) => {
        if (!signal.aborted) throw error
      })
    if (held === undefined || signal.aborted) return
    if (metainfo.isPrivate) await this.#stopPublicDiscovery()
    this.#session = this.#makeSession(metainfo, store, held, unwantedPieces(metainfo, wanted))
    listener.running?.(this.#session)
    if (this.#session.isFinished) listener.completed?.()
    for (const peer of this.#found.entries) this.#session.addPeer(peer, peer.source)
    this.#found = new AddressBook()
    if (this.#discovery === null) this.#discover(metainfo.announceTiers, metainfo.isPrivate, [])
  }

  /** Leaves the DHT and LSD: a magnet link does not tell that its torrent is private (BEP 27). */
  async #stopPublicDiscovery(): Promise<void> {
    const discovery = this.#discovery
    this.#discovery = null
    const { entries } = this.#found
    this.#found = new AddressBook()
    for (const peer of entries) {
      if (peer.source === 'tracker' || peer.source === 'user') this.#found.add(peer, peer.source)
    }
    await discovery?.stop()
  }

  #makeSession(
    metainfo: Metainfo,
    store: Store,
    held: BitTable,
    skipped: BitTable | null,
  ): Session {
    const { settings, policies, up, down, listener, host } = this.#options
    const { infoHash, sizeBytes, pieceBytes, infoBytes, isPrivate } = metainfo
    const seed = randomBytes(16).toString('hex')
    const name = { torrent: metainfo.infoHashHex, id: Buffer.from(this.peerId).toString('hex') }
    return new Session({
      ...{ infoHash, sizeBytes, pieceBytes, infoBytes, isPrivate, store, held, skipped },
      ...{ settings, up, down },
      peerFactory: makePeerFactory(
        name,
        new Geometry(sizeBytes, pieceBytes),
        settings,
        policies,
        seed,
      ),
      random: new Random(seed, 'dial'),
      connection: this.#connection(),
      clock: this.#clock,
      localAddress: host,
      listener: {
        ...listener,
        dhtNode: (node) => this.#discovery?.addDhtNode(node),
        needsPeers: () => this.#discovery?.wantMore(),
        completed: () => {
          this.#discovery?.completed()
          listener.completed?.()
        },
      },
    })
  }

  #discover(
    tiers: Metainfo['announceTiers'],
    isPrivate: boolean,
    linkPeers: readonly PeerAddress[],
  ): void {
    const { dht, bootstrap = DEFAULT_BOOTSTRAP, lsd, host, listener } = this.#options
    const random = new Random(randomBytes(16).toString('hex'), 'tiers')
    this.#discovery = new Discovery({
      infoHash: this.#infoHash,
      peerId: this.peerId,
      port: this.port,
      found: (peer) => this.#addPeer(peer),
      notice: (message) => listener.notice?.(message),
      tiers: new TrackerTiers(tiers, random),
      counts: () => this.#counts(),
      private: isPrivate,
      dht: dht && { port: this.port, host, bootstrap },
      lsd: lsd && { host },
    })
    this.#discovery.start()
    for (const peer of [...linkPeers, ...this.#options.userPeers]) {
      this.#addPeer({ ...peer, source: 'user' })
    }
  }

  #addPeer(peer: AddressEntry): void {
    if (this.#session !== null) {
      this.#session.addPeer(peer, peer.source)
      return
    }
    this.#found.add(peer, peer.source)
    // A peer that dialled us has been asked already.
    if (peer.source !== 'incoming') this.#resolver?.addPeer(peer)
  }

  #counts = () => {
    const peer = this.#session?.peer
    return {
      uploadedBytes: peer?.stats.uploadedBytes ?? 0,
      downloadedBytes: peer?.stats.downloadedBytes ?? 0,
      // Before the metadata is known, all that is known is that something is left.
      leftBytes: this.#session?.leftBytes ?? 1,
    }
  }
}
