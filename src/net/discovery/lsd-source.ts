import type LSD from 'bittorrent-lsd'
import { isDialable } from '../common/peer-address.js'
import type { PeerSource, SourceOptions } from './peer-source.js'

/** Settings of local service discovery. */
export interface LsdSettings {
  /** The address of the interface to use; the system chooses by default. */
  readonly host?: string
}

/** Announces and finds peers on the local network by multicast (BEP 14). */
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
    // The library announces every five minutes; BEP 14 allows no more.
  }

  completed() {
    // BEP 14 does not tell seeds from leechers.
  }

  async stop() {
    if (this.#stopped) return
    this.#stopped = true
    const lsd = this.#lsd
    if (lsd !== undefined) await new Promise<void>((resolve) => lsd.destroy(resolve))
  }

  /** Loads the library on first use: it takes 10 ms. */
  async #load() {
    const { default: Library } = await import('bittorrent-lsd')
    if (this.#stopped) return
    const { infoHash, peerId, port, found, notice } = this.#options
    const { host } = this.#settings
    const ours = Buffer.from(infoHash).toString('hex')
    // The library derives its cookie from the id, to recognise its own announces.
    const id = Buffer.from(peerId).toString('hex')
    const lsd = new Library({ peerId: id, infoHash: ours, port })
    this.#lsd = lsd
    lsd.on('peer', (address, torrent) => {
      const peer = readAddress(address)
      const wanted = torrent.toLowerCase() === ours && !this.#stopped
      if (wanted && isDialable(peer)) found({ ...peer, source: 'lsd' })
    })
    // Without multicast, or with a port that is not shared, the other sources go on.
    let isReported = false
    const once = (error: Error | string) => {
      if (!isReported && error instanceof Error) notice(`local discovery: ${error.message}`)
      isReported ||= error instanceof Error
    }
    lsd.on('error', once).on('warning', once)
    ignoreMalformed(lsd)
    if (host !== undefined) useInterface(host, lsd)
    lsd.start()
  }
}

/** Makes the library join the multicast group on this interface, not the default one. */
function useInterface(host: string, { server }: LSD) {
  const join = server.addMembership.bind(server)
  server.addMembership = (group) => join(group, host)
  server.once('listening', () => server.setMulticastInterface(host))
}

/** Catches what the reader of bittorrent-lsd 2 throws: an announce of one line ends the process. */
function ignoreMalformed({ server }: LSD) {
  const [receive] = server.listeners('message') as ((...packet: unknown[]) => void)[]
  server.off('message', receive).on('message', (...packet) => {
    try {
      receive.apply(server, packet)
    } catch {
      // Malformed: drop it.
    }
  })
}

/** Parses the library's `HOST:PORT`; the port may have any number of digits. */
function readAddress(address: string) {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
}
