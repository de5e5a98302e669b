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
// bytes above 127 come out wrong; by UDP everybody has the same connection id and may enrol any
// address; by IPv6 it tells IPv4 peers; swarms are never forgotten; its page is a list of counts
// into which a peer id may write HTML. What would be left of it are a few lines.

/** What a tracker is to be. */
export interface TrackerSettings {
  /** 0 for any that is free, for HTTP and UDP alike. */
  readonly port: number
  /** A name or an address; without it, every interface of the machine. */
  readonly host?: string
  /** How often peers are asked to announce; one silent for twice as long is forgotten. */
  readonly intervalSeconds: number
}

const MOST_CONNECTIONS = 2000
const REQUEST_SECONDS = 10
const SWEEP_SECONDS = 60

/** Beyond two intervals, for an announce that is under way. */
const GRACE_SECONDS = 60

/** A port that is free for TCP need not be free for UDP. */
const MOST_TRIES = 10

/** A tracker that listens, by HTTP (BEP 3, 7, 23, 48) and UDP (BEP 15) on one port. */
export class TrackerServer {
  readonly port: number
  /** The hosts by which it can be reached from this machine and, if it may, from others. */
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

  /** Begins to listen. Rejects with the system's error (`EADDRINUSE`, ...) if it may not. */
  static async listen(settings: TrackerSettings): Promise<TrackerServer> {
    const { intervalSeconds } = settings
    const begun = performance.now()
    const now = () => (performance.now() - begun) / 1000
    const random = new Random(randomUUID(), 'tracker')
    const swarms = new TrackerSwarms(2 * intervalSeconds + GRACE_SECONDS, random)
    const tracker = { swarms, intervalSeconds, now }
    for (let tries = 1; ; tries++) {
      const http = httpServer(tracker)
      try {
        http.listen(settings.port, settings.host)
        await once(http, 'listening')
        const { port, address } = http.address() as AddressInfo
        // A full table of files, say, must not end those that are connected.
        http.on('error', () => {})
        const udp = await udpSockets(new UdpTracker(tracker), port, address)
        return new TrackerServer(swarms, http, udp, now)
      } catch (failure) {
        http.close()
        const taken = (failure as NodeJS.ErrnoException).code === 'EADDRINUSE'
        if (!taken || settings.port !== 0 || tries === MOST_TRIES) throw failure
      }
    }
  }

  /** What to announce to. */
  get announceUrls(): string[] {
    return ['http', 'udp'].flatMap((kind) =>
      this.hosts.map((host) => `${kind}://${inUrl(host)}:${this.port}/announce`),
    )
  }

  /** The page for people. */
  get statisticsUrl(): string {
    return `http://${inUrl(this.hosts[0])}:${this.port}/stats`
  }

  /** Hangs up on everybody. */
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
  server.maxConnections = MOST_CONNECTIONS
  server.setTimeout(timeout, (socket) => socket.destroy())
  return server.on('request', (request, response) => answerHttp(tracker, request, response))
}

/** One for each family of addresses that the HTTP server listens on: `::` is for both. */
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
  // An answer that cannot be sent is lost, as any packet may be.
  socket.on('error', () => {})
  socket.on('message', (packet, from) => {
    const answer = from.port === 0 ? undefined : answers.answer(packet, from)
    if (answer !== undefined) socket.send(answer, from.port, from.address, () => {})
  })
  return socket
}

/** This machine's own addresses, those that others reach it by first. */
function ownHosts(address: string): string[] {
  const all = Object.values(networkInterfaces()).flatMap((some = []) => some)
  const family = address === '::' ? /^IPv/ : /^IPv4$/
  const fit = all.filter((one) => family.test(one.family) && !one.address.startsWith('fe80'))
  return fit.sort((a, b) => Number(a.internal) - Number(b.internal)).map((one) => one.address)
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
