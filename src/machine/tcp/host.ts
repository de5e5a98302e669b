import { Random } from '../../base/random.js'
import type { Clock } from '../../net/common/wall-clock.js'
import { IncomingConnections } from '../../net/session/incoming-connections.js'
import { Session } from '../../net/session/session.js'
import type { SessionListener } from '../../net/session/session-parts.js'
import type { Uplink } from '../../net/session/upload-scheduler.js'
import { Announcer } from '../../peer/announcer.js'
import { DOWN, HOST_STRIDE, UP } from '../../sim/hosts.js'
import type { Population } from '../../sim/population.js'
import type { WireOverhead } from '../../sim/wire-overhead.js'
import { randomly, type TcpContent } from './content.js'

/** A port with no listener: dialling a peer behind a NAT fails. */
const CLOSED_PORT = 9

/** What a host needs of its swarm. */
export interface TcpHostParts {
  readonly population: Population
  readonly overhead: WireOverhead
  readonly content: TcpContent
  readonly clock: Clock
  readonly listener: SessionListener
}

/** A peer of a scenario on real sockets: its session, its listening port and its rates. */
export class TcpHost {
  readonly host: number
  readonly session: Session
  readonly announcer: Announcer
  /** Bytes per second, changed by planned events. */
  readonly up: { -readonly [Key in keyof Uplink]: Uplink[Key] }
  readonly down: { bytesPerSecond: number }
  #incoming: IncomingConnections | null = null

  /** Makes the peer with its group's pieces; it can be dialled once `open` resolves. */
  constructor(
    now: number,
    host: number,
    { population, overhead, content, clock, listener }: TcpHostParts,
  ) {
    const { settings } = population
    const group = population.of(host)
    const { reals } = population.hosts
    this.host = host
    this.up = {
      bytesPerSecond: reals[host * HOST_STRIDE + UP],
      wireBytes: (messageBytes) => overhead.messageBytes(messageBytes),
      ackBytes: (payloadBytes) => overhead.ackBytes(payloadBytes),
    }
    this.down = { bytesPerSecond: reals[host * HOST_STRIDE + DOWN] }
    this.announcer = new Announcer(now, group.peer)
    const peerId = peerIdOf(host)
    const name = { torrent: hexOf(content.infoHash), id: hexOf(peerId) }
    const corrupts = randomly(group.corruptShare, population.random(host, 'corrupt'))
    this.session = new Session({
      infoHash: content.infoHash,
      sizeBytes: settings.sizeBytes,
      pieceBytes: settings.pieceBytes,
      infoBytes: null,
      isPrivate: true,
      store: content.store(corrupts),
      held: null,
      skipped: null,
      settings: group.peer,
      peerFactory: {
        store: population.store,
        // The clock has moved on since `now`, the peer's arrival for its measurements.
        make: (_later, output) => population.peer(now, host, content.geometry, output, name),
      },
      random: new Random(settings.seed, `dial/${host}`),
      connection: { encryption: 'off', peerId },
      clock,
      // Simulated peers dial all at once; this is as close as sockets get.
      dialsPerSecond: Number.POSITIVE_INFINITY,
      up: this.up,
      down: this.down,
      localAddress: addressOf(host),
      listener,
    })
  }

  /** The address to dial, once it is open. */
  get address() {
    return { host: addressOf(this.host), port: this.#incoming?.port ?? CLOSED_PORT }
  }

  /** Starts listening; rejects with the system's error if the address cannot be used. */
  async open(): Promise<void> {
    const { connection } = this.session.parts
    // Any free port, since another run on this machine uses the same addresses.
    const where = { host: addressOf(this.host), port: 0 }
    this.#incoming = await IncomingConnections.listen(this.session, connection, where)
  }

  /** Closes all connections and stops listening. */
  async close(): Promise<void> {
    this.session.close()
    await this.#incoming?.close()
  }
}

/** Returns the loopback address of a host, one of 16 million. */
export function addressOf(host: number): string {
  const n = host + 1
  return `127.${1 + (n >>> 16)}.${(n >>> 8) & 255}.${n & 255}`
}

/** Returns the host with that loopback address. */
export function hostAt(address: string): number {
  const [, a, b, c] = address.split('.').map(Number)
  return ((a - 1) << 16) + (b << 8) + c - 1
}

function peerIdOf(host: number): Uint8Array {
  return Buffer.from(`-SW0100-${host}`.padEnd(20, '.'), 'latin1')
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
