import type { PeerAddress } from '../common/peer-address.js'
import { type DhtSettings, DhtSource } from './dht-source.js'
import { type LsdSettings, LsdSource } from './lsd-source.js'
import type { PeerSource, SourceOptions } from './peer-source.js'
import { TrackerSource, type TrackerSourceOptions } from './tracker-source.js'

/** Where to look for the peers of one torrent. */
export interface DiscoveryOptions extends SourceOptions, TrackerSourceOptions {
  /** By BEP 27 the peers of a private torrent come from its trackers alone. */
  readonly private: boolean
  readonly dht: DhtSettings | false
  readonly lsd: LsdSettings | false
  /** Peers that the user named. */
  readonly userPeers?: readonly PeerAddress[]
}

/**
 * Finds peers: asks trackers, the DHT and the local network, each in its rhythm. The same peer may
 * be found again and again.
 */
export class Discovery {
  readonly #options: DiscoveryOptions
  readonly #sources: PeerSource[] = []
  readonly #dht: DhtSource | undefined

  constructor(options: DiscoveryOptions) {
    this.#options = options
    const { dht, lsd, tiers } = options
    if (tiers.tiers.length > 0) this.#sources.push(new TrackerSource(options))
    if (options.private) return
    if (dht !== false) {
      this.#dht = new DhtSource(options, dht)
      this.#sources.push(this.#dht)
    }
    if (lsd !== false) this.#sources.push(new LsdSource(options, lsd))
  }

  /** Begins to look, and to be found. */
  start(): void {
    const { userPeers = [], found } = this.#options
    if (!this.#options.private) for (const peer of userPeers) found({ ...peer, source: 'user' })
    for (const source of this.#sources) source.start()
  }

  /** The torrent was completed just now; not to be said of one that began complete. */
  completed(): void {
    for (const source of this.#sources) source.completed()
  }

  /** Links are few. */
  wantMore(): void {
    for (const source of this.#sources) source.wantMore()
  }

  /** A peer said by PORT that it is a node of the DHT. */
  addDhtNode(node: PeerAddress): void {
    this.#dht?.addNode(node)
  }

  /** The UDP port of our node of the DHT, for PORT; undefined without one. */
  get dhtPort(): number | undefined {
    return this.#dht?.port
  }

  /** Says farewell, for at most three seconds, and lets go of everything. */
  async stop(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()))
  }
}
