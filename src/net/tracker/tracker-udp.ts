import { createHmac, randomBytes } from 'node:crypto'
import type { RemoteInfo } from 'node:dgram'
import { COMPACT_BYTES, isDialable } from '../common/peer-address.js'
import type { AnnounceRequest } from './announcement.js'
import { TrackerError } from './tracker-error.js'
import { compactOf, type Tracker } from './tracker-http.js'
import { MAX_SCRAPED, WANT } from './tracker-query.js'
import type { Announced } from './tracker-swarms.js'
import { ACTION, EVENTS, NO_CONNECTION } from './udp-tracker-client.js'

/** The largest packet that is never fragmented: every IPv6 path carries it. */
const MAX_ANSWER_BYTES = 1200

const ANNOUNCE_BYTES = 98

/** A connection id is valid for one to two of these periods (BEP 15). */
const CONNECTION_SECONDS = 60

const EVENT_NAMES = Object.keys(EVENTS) as AnnounceRequest['event'][]

/** Answers announces and scrapes by UDP (BEP 15). */
export class UdpTracker {
  readonly #tracker: Tracker
  readonly #secret = randomBytes(32)

  constructor(tracker: Tracker) {
    this.#tracker = tracker
  }

  /** Returns the answer to a packet, or undefined to ignore one that is not of BEP 15. */
  answer(packet: Buffer, from: RemoteInfo): Uint8Array | undefined {
    if (packet.length < 16) return undefined
    const action = packet.readUInt32BE(8)
    const transaction = packet.subarray(12, 16)
    if (action === ACTION.connect) {
      if (!packet.subarray(0, 8).equals(NO_CONNECTION)) return undefined
      return message(ACTION.connect, transaction, this.#connectionId(from, 0))
    }
    const known = action === ACTION.announce || action === ACTION.scrape
    if (!known || packet.length < (action === ACTION.announce ? ANNOUNCE_BYTES : 36)) {
      return undefined
    }
    try {
      this.#checkConnection(packet, from)
      const body = action === ACTION.announce ? this.#announce(packet, from) : this.#scrape(packet)
      return message(action, transaction, body)
    } catch (failure) {
      if (!(failure instanceof TrackerError)) throw failure
      return message(ACTION.error, transaction, Buffer.from(failure.message))
    }
  }

  /**
   * The connection id is a keyed hash of the address, so nothing has to be stored. It proves that
   * the sender receives at its address: with a forged one, answers would flood somebody else.
   */
  #connectionId({ address }: RemoteInfo, ago: number): Buffer {
    const period = Math.floor(this.#tracker.now() / CONNECTION_SECONDS) - ago
    const hash = createHmac('sha256', this.#secret).update(`${period} ${address}`).digest()
    return hash.subarray(0, 8)
  }

  #checkConnection(packet: Buffer, from: RemoteInfo) {
    const id = packet.subarray(0, 8)
    if (id.equals(this.#connectionId(from, 0)) || id.equals(this.#connectionId(from, 1))) return
    throw new TrackerError('the connection id is wrong or has expired')
  }

  #announce(packet: Buffer, from: RemoteInfo): Uint8Array {
    const { swarms, intervalSeconds, now } = this.#tracker
    const announced = readPacket(packet, from)
    const peers = swarms.announce(now(), announced)
    const { seeders, leechers } = swarms.scrape(now(), announced.infoHash)
    const isIPv6 = from.family === 'IPv6'
    const reached = peers.filter(({ host }) => host.includes(':') === isIPv6)
    const most = Math.floor(MAX_ANSWER_BYTES / COMPACT_BYTES[isIPv6 ? 6 : 4])
    const counts = Uint32Array.of(intervalSeconds, leechers, seeders)
    return Buffer.concat([bigEndian(counts), compactOf(reached.slice(0, most))])
  }

  #scrape(packet: Buffer): Uint8Array {
    const { swarms, now } = this.#tracker
    const count = Math.min(Math.floor((packet.length - 16) / 20), MAX_SCRAPED)
    const counts: number[] = []
    for (let i = 0; i < count; i++) {
      const hash = packet.toString('hex', 16 + 20 * i, 36 + 20 * i)
      const { seeders, completed, leechers } = swarms.scrape(now(), hash)
      counts.push(seeders, completed, leechers)
    }
    return bigEndian(counts)
  }
}

function message(action: number, transaction: Uint8Array, body: Uint8Array): Uint8Array {
  return Buffer.concat([bigEndian([action]), transaction, body])
}

function bigEndian(numbers: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length)
  for (let i = 0; i < numbers.length; i++) bytes.writeUInt32BE(numbers[i], 4 * i)
  return bytes
}

/** Reads an announce; ignores the address in it, which may be somebody else's. */
function readPacket(packet: Buffer, from: RemoteInfo): Announced {
  const host = from.address
  const port = packet.readUInt16BE(96)
  if (!isDialable({ host, port })) {
    throw new TrackerError(`peers cannot dial ${host}, port ${port}`)
  }
  const event = packet.readUInt32BE(80)
  const want = packet.readInt32BE(92)
  return {
    infoHash: packet.toString('hex', 16, 36),
    // A copy, so that the packet can be freed.
    id: Uint8Array.from(packet.subarray(36, 56)),
    ...{ host, port },
    leftBytes: Number(packet.readBigUInt64BE(64)),
    event: EVENT_NAMES.find((name) => EVENTS[name] === event) ?? '',
    want: want < 0 ? WANT.default : Math.min(want, WANT.most),
  }
}
