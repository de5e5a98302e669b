import type DHT from 'bittorrent-dht'
import { isDialable, type PeerAddress } from '../common/peer-address.js'
import type { PeerSource, SourceOptions } from './peer-source.js'

/** How we take part in the DHT. */
export interface DhtSettings {
  /** The UDP port; usually the one on which peers are heard. 0 for any that is free. */
  readonly port: number
  /** Without it, every interface. */
  readonly host?: string
  /** Nodes to begin with, `HOST:PORT` each. */
  readonly bootstrap: readonly string[]
}

/** Nodes that anybody may begin with. */
export const DEFAULT_BOOTSTRAP: readonly string[] = [
  'router.bittorrent.com:6881',
  'dht.transmissionbt.com:6881',
  'router.utorrent.com:6881',
]

/** Nodes forget a peer that has not announced for half an hour. */
const REFRESH_SECONDS = 15 * 60
const SOONEST_LOOKUP_SECONDS = 60

/** Enough for a session; a popular torrent has thousands. */
const MOST_PEERS_OF_LOOKUP = 500

const MOST_NODES_OFFERED = 256

/** What is kept for others: the table of nodes is bounded by itself, 20 in a bucket. */
const KEPT = { maxPeers: 5000, maxAge: 30 * 60 * 1000, maxTables: 100 }

/** Looks peers up in the mainline DHT (BEP 5), and is looked up there. */
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

  /** Whoever does without the DHT does not load it: 40 ms and 10 MiB. */
  async #load() {
    const { bootstrap, port, host } = this.#settings
    const [library, { KrpcSocket }] = await Promise.all([
      import('bittorrent-dht'),
      import('./krpc-socket.js'),
    ])
    if (this.#stopped) return
    // Not sooner: it asks its first nodes at once, and that binds the socket to any port.
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

  /** The UDP port, for the PORT message; undefined while there is none. */
  get port(): number | undefined {
    return this.#dht?.listening && !this.#stopped ? this.#dht.address().port : undefined
  }

  /** Offers a node that a peer named by PORT; it is asked whether it is one. */
  addNode(node: PeerAddress) {
    const key = `${node.host}:${node.port}`
    if (this.#stopped || !isDialable(node) || node.host.includes(':')) return
    if (this.#offered.has(key) || this.#offered.size >= MOST_NODES_OFFERED) return
    this.#offered.add(key)
    this.#dht?.addNode({ host: node.host, port: node.port })
  }

  wantMore() {
    const since = performance.now() / 1000 - this.#lookedUpAt
    if (since >= SOONEST_LOOKUP_SECONDS) this.#lookUp()
  }

  completed() {
    // The DHT knows no seeds.
  }

  async stop() {
    if (this.#stopped) return
    this.#stopped = true
    clearInterval(this.#refreshing)
    const dht = this.#dht
    if (dht !== undefined) await new Promise<void>((resolve) => dht.destroy(resolve))
  }

  /** Asks for peers; announces us to the nodes nearest to the torrent, which were found thereby. */
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
        // Alone, there was nobody to ask: asked is the first node that comes.
        if (dht.nodes.count() === 0) dht.once('node', () => this.#lookUp())
      })
    })
  }

  #onPeer(peer: PeerAddress) {
    if (this.#stopped || !isDialable(peer) || ++this.#foundNow > MOST_PEERS_OF_LOOKUP) return
    const { host, port } = peer
    // Outside of the packet's handling, where what is thrown would be taken for the packet's fault.
    queueMicrotask(() => this.#options.found({ host, port, source: 'dht' }))
  }
}
