import { randomUUID } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { Random } from '../../base/random.js'
import { answerHttp, type Tracker } from './tracker-http.js'
import { TrackerSwarms } from './tracker-swarms.js'
import { UdpTracker } from './tracker-udp.js'

// Not the Server of bittorrent-tracker 11: a request with "port=1.5" ends its process, and does so
// again at each announce of that swarm; its scrapes and peer ids are sent as UTF-8, so that all
// bytes above 127 come out wrong; by UDP everybody has the same connection id and may announce any
// address; to IPv6 peers it sends IPv4 ones; swarms are never removed; a peer id may write HTML
// into its page. Little of it would be left.

/** Settings of a tracker. */
export interface TrackerSettings {
  /** The port for HTTP and UDP; 0 for any free one. */
  readonly port: number
  /** The host name or address to listen on; all interfaces by default. */
  readonly host?: string
  /** The announce interval; a peer is removed after two intervals without an announce. */
  readonly intervalSeconds: number
}

const MAX_CONNECTIONS = 2000
const REQUEST_SECONDS = 10
const SWEEP_SECONDS = 60

/** Added to two intervals for an announce in progress. */
const GRACE_SECONDS = 60

/** Attempts to find a port that is free for both TCP and UDP. */
const MAX_TRIES = 10

/** A tracker that listens for HTTP (BEP 3, 7, 23, 48) and UDP (BEP 15) on one port. */
export class TrackerServer {
  readonly port: number
  /** The addresses by which this machine, and others if possible, can reach it. */
  readonly hosts: readonly string[]
  readonly swarms: TrackerSwarms
  readonly #http: Server
  readonly #udp: readonly Socket[]
  readonly #sweeping: NodeJS.Timeout

  private constructor(
    swarms: TrackerSwarms,
    http: Server,
    udp: readonly Socket[],
    now: () => number,
  ) {
    const { port, address } = http.address() as AddressInfo
    this.port = port
    this.hosts = address === '::' || address === '0.0.0.0' ? ownHosts(address) : [address]
    this.swarms = swarms
    this.#http = http
    this.#udp = udp
    this.#sweeping = setInterval(() => swarms.sweep(now()), SWEEP_SECONDS * 1000)
  }

  /** Starts listening. Rejects with the system's error (`EADDRINUSE`, ...). */
  static async listen(settings: TrackerSettings): Promise<TrackerServer> {
    const { intervalSeconds } = settings
    const started = performance.now()
    const now = () => (performance.now() - started) / 1000
    const random = new Random(randomUUID(), 'tracker')
    const swarms = new TrackerSwarms(2 * intervalSeconds + GRACE_SECONDS, random)
    const tracker = { swarms, intervalSeconds, now }
    for (let tries = 1; ; tries++) {
      const http = httpServer(tracker)
      try {
        http.listen(settings.port, settings.host)
        await once(http, 'listening')
        const { port, address } = http.address() as AddressInfo
        // A later error, such as too many open files, must not end open connections.
        http.on('error', () => {})
        const udp = await udpSockets(new UdpTracker(tracker), port, address)
        return new TrackerServer(swarms, http, udp, now)
      } catch (failure) {
        http.close()
        const taken = (failure as NodeJS.ErrnoException).code === 'EADDRINUSE'
        if (!taken || settings.port !== 0 || tries === MAX_TRIES) throw failure
      }
    }
  }

  /** The announce URLs. */
  get announceUrls(): string[] {
    return ['http', 'udp'].flatMap((kind) =>
      this.hosts.map((host) => `${kind}://${inUrl(host)}:${this.port}/announce`),
    )
  }

  /** The URL of the statistics page. */
  get statisticsUrl(): string {
    return `http://${inUrl(this.hosts[0])}:${this.port}/stats`
  }

  /** Stops listening and closes all connections. */
  async close(): Promise<void> {
    clearInterval(this.#sweeping)
    for (const socket of this.#udp) socket.close()
    const closed = once(this.#http, 'close')
    this.#http.close()
    this.#http.closeAllConnections()
    await closed
  }
}

function httpServer(tracker: Tracker): Server {
  const timeout = REQUEST_SECONDS * 1000
  const server = createServer({ requestTimeout: timeout, headersTimeout: timeout })
  server.maxConnections = MAX_CONNECTIONS
  server.setTimeout(timeout, (socket) => socket.destroy())
  return server.on('request', (request, response) => answerHttp(tracker, request, response))
}

/** Opens a socket for each address family that the HTTP server listens on: `::` means both. */
async function udpSockets(answers: UdpTracker, port: number, address: string) {
  const four = address === '::' ? '0.0.0.0' : address
  const sockets: Socket[] = []
  try {
    if (!four.includes(':')) sockets.push(await udpSocket(answers, 'udp4', port, four))
    if (address.includes(':')) sockets.push(await udpSocket(answers, 'udp6', port, address))
    return sockets
  } catch (failure) {
    for (const socket of sockets) socket.close()
    throw failure
  }
}

async function udpSocket(answers: UdpTracker, type: 'udp4' | 'udp6', port: number, host: string) {
  const socket = createSocket({ type, ipv6Only: type === 'udp6' })
  try {
    socket.bind(port, host)
    await once(socket, 'listening')
  } catch (failure) {
    socket.close()
    throw failure
  }
  // An answer that cannot be sent is dropped, as UDP may.
  socket.on('error', () => {})
  socket.on('message', (packet, from) => {
    const answer = from.port === 0 ? undefined : answers.answer(packet, from)
    if (answer !== undefined) socket.send(answer, from.port, from.address, () => {})
  })
  return socket
}

/** Returns this machine's addresses, those that others can reach first. */
function ownHosts(address: string): string[] {
  const all = Object.values(networkInterfaces()).flatMap((some = []) => some)
  const family = address === '::' ? /^IPv/ : /^IPv4$/
  const fit = all.filter((one) => family.test(one.family) && !one.address.startsWith('fe80'))
  return fit.sort((a, b) => Number(a.internal) - Number(b.internal)).map((one) => one.address)
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
