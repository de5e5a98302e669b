import type { PeerAddress } from '../common/peer-address.js'
import { type DhtSettings, DhtSource } from './dht-source.js'
import { type LsdSettings, LsdSource } from './lsd-source.js'
import type { PeerSource, SourceOptions } from './peer-source.js'
import { TrackerSource, type TrackerSourceOptions } from './tracker-source.js'

/** The sources to search for the peers of one torrent. */
export interface DiscoveryOptions extends SourceOptions, TrackerSourceOptions {
  /** Whether to use trackers only, as BEP 27 requires for a private torrent. */
  readonly private: boolean
  readonly dht: DhtSettings | false
  readonly lsd: LsdSettings | false
  /** Peers that the user named. */
  readonly userPeers?: readonly PeerAddress[]
}

/**
 * Finds peers through trackers, the DHT and the local network, each at its own interval. A peer may
 * be reported many times.
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

  /** Starts all sources. */
  start(): void {
    const { userPeers = [], found } = this.#options
    if (!this.#options.private) for (const peer of userPeers) found({ ...peer, source: 'user' })
    for (const source of this.#sources) source.start()
  }

  /** The download has just completed. Not to be called if it started complete. */
  completed(): void {
    for (const source of this.#sources) source.completed()
  }

  /** Asks the sources for more peers. */
  wantMore(): void {
    for (const source of this.#sources) source.wantMore()
  }

  /** Adds a DHT node that a peer named with PORT. */
  addDhtNode(node: PeerAddress): void {
    this.#dht?.addNode(node)
  }

  /** The UDP port of our DHT node for the PORT message, or undefined without one. */
  get dhtPort(): number | undefined {
    return this.#dht?.port
  }

  /** Announces that we leave, within three seconds, and releases everything. */
  async stop(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()))
  }
}
