import type DHT from 'bittorrent-dht'
import { isDialable, type PeerAddress } from '../common/peer-address.js'
import type { PeerSource, SourceOptions } from './peer-source.js'

/** Settings of our DHT node. */
export interface DhtSettings {
  /** The UDP port, usually the same as our TCP port; 0 for any free one. */
  readonly port: number
  /** The address to listen on; all interfaces by default. */
  readonly host?: string
  /** Bootstrap nodes, `HOST:PORT` each. */
  readonly bootstrap: readonly string[]
}

/** Public bootstrap nodes. */
export const DEFAULT_BOOTSTRAP: readonly string[] = [
  'router.bittorrent.com:6881',
  'dht.transmissionbt.com:6881',
  'router.utorrent.com:6881',
]

/** Nodes forget a peer that has not announced for half an hour. */
const REFRESH_SECONDS = 15 * 60
const SOONEST_LOOKUP_SECONDS = 60

/** The most peers taken from a lookup; a popular torrent has thousands. */
const MAX_PEERS_OF_LOOKUP = 500

const MAX_NODES_OFFERED = 256

/** Limits of what we store for others; the routing table is bounded itself, 20 in a bucket. */
const KEPT = { maxPeers: 5000, maxAge: 30 * 60 * 1000, maxTables: 100 }

/** Looks up peers in the mainline DHT (BEP 5) and announces us there. */
export class DhtSource implements PeerSource {
  readonly #options: SourceOptions
  readonly #settings: DhtSettings
  #dht: DHT | undefined
  readonly #offered = new Set<string>()
  #refreshing: NodeJS.Timeout | undefined
  #lookedUpAt = Number.NEGATIVE_INFINITY
  #lookingUp = false
  #foundNow = 0
  #stopped = false

  constructor(options: SourceOptions, settings: DhtSettings) {
    this.#options = options
    this.#settings = settings
  }

  start() {
    void this.#load()
  }

  /** Loads the library on first use: it takes 40 ms and 10 MiB. */
  async #load() {
    const { bootstrap, port, host } = this.#settings
    const [library, { KrpcSocket }] = await Promise.all([
      import('bittorrent-dht'),
      import('./krpc-socket.js'),
    ])
    if (this.#stopped) return
    // Made just before `listen`: it queries bootstrap nodes at once, which binds the socket.
    const dht = new library.default({ ...KEPT, bootstrap, socket: new KrpcSocket() })
    this.#dht = dht
    dht.on('peer', (peer) => this.#onPeer(peer))
    dht.on('error', ({ message }) => this.#options.notice(`DHT: ${message}`))
    dht.listen(port, host)
    dht.once('ready', () => this.#lookUp())
    this.#refreshing = setInterval(() => {
      this.#offered.clear()
      this.#lookUp()
    }, REFRESH_SECONDS * 1000)
  }

  /** The UDP port for the PORT message, or undefined while not listening. */
  get port(): number | undefined {
    return this.#dht?.listening && !this.#stopped ? this.#dht.address().port : undefined
  }

  /** Adds a node that a peer named with PORT; the library pings it first. */
  addNode(node: PeerAddress) {
    const key = `${node.host}:${node.port}`
    if (this.#stopped || !isDialable(node) || node.host.includes(':')) return
    if (this.#offered.has(key) || this.#offered.size >= MAX_NODES_OFFERED) return
    this.#offered.add(key)
    this.#dht?.addNode({ host: node.host, port: node.port })
  }

  wantMore() {
    const since = performance.now() / 1000 - this.#lookedUpAt
    if (since >= SOONEST_LOOKUP_SECONDS) this.#lookUp()
  }

  completed() {
    // The DHT does not tell seeds from leechers.
  }

  async stop() {
    if (this.#stopped) return
    this.#stopped = true
    clearInterval(this.#refreshing)
    const dht = this.#dht
    if (dht !== undefined) await new Promise<void>((resolve) => dht.destroy(resolve))
  }

  /** Looks up peers, then announces us to the nodes that the lookup found. */
  #lookUp() {
    const dht = this.#dht
    if (dht === undefined || this.#stopped || this.#lookingUp) return
    this.#lookingUp = true
    this.#lookedUpAt = performance.now() / 1000
    this.#foundNow = 0
    const { infoHash, port } = this.#options
    dht.lookup(infoHash, () => {
      if (this.#stopped) return
      dht.announce(infoHash, port, () => {
        this.#lookingUp = false
        // With an empty routing table nobody was asked: retry once the first node is known.
        if (dht.nodes.count() === 0) dht.once('node', () => this.#lookUp())
      })
    })
  }

  #onPeer(peer: PeerAddress) {
    if (this.#stopped || !isDialable(peer) || ++this.#foundNow > MAX_PEERS_OF_LOOKUP) return
    const { host, port } = peer
    // Not inside the packet handler, which would swallow errors as caused by the packet.
    queueMicrotask(() => this.#options.found({ host, port, source: 'dht' }))
  }
}
