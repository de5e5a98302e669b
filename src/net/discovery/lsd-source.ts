import type LSD from 'bittorrent-lsd'
import { isDialable } from '../common/peer-address.js'
import type { PeerSource, SourceOptions } from './peer-source.js'

/** How we take part in calls on the local network. */
export interface LsdSettings {
  /** The address of the interface to call and hear by; without it, the machine's usual one. */
  readonly host?: string
}

/** Calls out on the local network by multicast, and hears others call (BEP 14). */
export class LsdSource implements PeerSource {
  readonly #options: SourceOptions
  readonly #settings: LsdSettings
  #lsd: LSD | undefined
  #stopped = false

  constructor(options: SourceOptions, settings: LsdSettings) {
    this.#options = options
    this.#settings = settings
  }

  start() {
    void this.#load()
  }

  wantMore() {
    // It calls every five minutes, and BEP 14 wants no more.
  }

  completed() {
    // Calls do not tell seeds from leechers.
  }

  async stop() {
    if (this.#stopped) return
    this.#stopped = true
    const lsd = this.#lsd
    if (lsd !== undefined) await new Promise<void>((resolve) => lsd.destroy(resolve))
  }

  /** Whoever does without does not load the library: 10 ms. */
  async #load() {
    const { default: Library } = await import('bittorrent-lsd')
    if (this.#stopped) return
    const { infoHash, peerId, port, found, notice } = this.#options
    const { host } = this.#settings
    const ours = Buffer.from(infoHash).toString('hex')
    // The library makes a cookie of the id, to know its own calls by.
    const id = Buffer.from(peerId).toString('hex')
    const lsd = new Library({ peerId: id, infoHash: ours, port })
    this.#lsd = lsd
    lsd.on('peer', (address, torrent) => {
      const peer = readAddress(address)
      const wanted = torrent.toLowerCase() === ours && !this.#stopped
      if (wanted && isDialable(peer)) found({ ...peer, source: 'lsd' })
    })
    // No multicast here, or a port that is not shared: others find peers too.
    let said = false
    const once = (error: Error | string) => {
      if (!said && error instanceof Error) notice(`local discovery: ${error.message}`)
      said ||= error instanceof Error
    }
    lsd.on('error', once).on('warning', once)
    ignoreMalformed(lsd)
    if (host !== undefined) useInterface(host, lsd)
    lsd.start()
  }
}

/** The library joins the group on the usual interface: it is made to name this one. */
function useInterface(host: string, { server }: LSD) {
  const join = server.addMembership.bind(server)
  server.addMembership = (group) => join(group, host)
  server.once('listening', () => server.setMulticastInterface(host))
}

/** A call of a single line ends bittorrent-lsd 2's process: its reader throws, and is let. */
function ignoreMalformed({ server }: LSD) {
  const [hear] = server.listeners('message') as ((...packet: unknown[]) => void)[]
  server.off('message', hear).on('message', (...packet) => {
    try {
      hear.apply(server, packet)
    } catch {
      // No call.
    }
  })
}

/** The library's `HOST:PORT`; the port may be digits without end. */
function readAddress(address: string) {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
}
