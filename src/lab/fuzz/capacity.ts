import { BLOCK_BYTES } from '../../peer/geometry.js'
import { CONTROL, DOWN, HOST_STRIDE, UP } from '../../sim/hosts.js'
import { hasPlaces } from '../../sim/overlays/model-settings.js'
import type { Swarm } from '../../sim/swarm.js'
import type { Store } from './account.js'
import type { Faults } from './fault.js'
import type { Meter } from './ledger.js'
import { pipelineDepth } from './request-rules.js'
import type { Verb } from './tap.js'

/** Bytes of each message without its payload (BEP 3). */
const MESSAGE_BYTES: Readonly<Record<Exclude<Verb, 'bitfield' | 'close'>, number>> = {
  handshake: 68,
  choke: 5,
  unchoke: 5,
  interested: 5,
  notInterested: 5,
  have: 9,
  request: 17,
  piece: 13,
  cancel: 17,
}

/** At most the bytes of one lookup in a ring of keys. */
const LOOKUP_BYTES = 100

/** A bucket of bytes that drains at a link's capacity: what is in it has still to be carried. */
interface Bucket {
  bytes: number
  atSeconds: number
}

/**
 * Checks that no link carries more than its capacity over any interval. A leaky bucket for each
 * link holds what was sent and could not have been carried yet. It may hold a block, or two after
 * the link became slower, and the messages that a peer sends at once: some for each link.
 */
export class Capacity implements Meter {
  readonly #swarm: Swarm
  readonly #faults: Faults
  readonly #stores: readonly (Store | undefined)[]
  readonly #up: Bucket[]
  readonly #down: Bucket[]
  /** For each host: bytes of its messages, blocks and acknowledgements of full blocks. */
  readonly #sentBytes: Float64Array
  readonly #payloadBytes: Float64Array
  /** For each host: all bytes that the network counted as sent. */
  readonly #countedBytes: Float64Array
  /** Blocks that a link may owe because `access` events made it slower. */
  readonly #slack: number
  /** In a ring of keys each peer looks up every piece at once, and any node may forward that. */
  readonly #lookupBytes: number
  /** Whether the model limits the announcements of pieces on each link. */
  readonly #filtersHaves: boolean

  constructor(swarm: Swarm, faults: Faults, stores: readonly (Store | undefined)[]) {
    const { count } = swarm.population
    this.#swarm = swarm
    this.#faults = faults
    this.#stores = stores
    this.#up = Array.from({ length: count }, () => ({ bytes: 0, atSeconds: 0 }))
    this.#down = Array.from({ length: count }, () => ({ bytes: 0, atSeconds: 0 }))
    this.#sentBytes = new Float64Array(count)
    this.#payloadBytes = new Float64Array(count)
    this.#countedBytes = new Float64Array(count)
    const { events, model } = swarm.settings
    const { overhead, geometry } = swarm.network
    const lookups = model.kind === 'hash-ring' ? 2 * count * geometry.pieceCount : 0
    this.#lookupBytes = lookups * overhead.messageBytes(LOOKUP_BYTES)
    this.#filtersHaves = hasPlaces(model) || model.kind === 'hash-ring'
    this.#slack = 1 + events.filter(({ action }) => action.kind === 'access').length
  }

  sent(_now: number, host: number, link: number, verb: Verb, payloadBytes: number): void {
    const { overhead, endpoints, geometry } = this.#swarm.network
    this.#payloadBytes[host] += payloadBytes
    // Nothing is sent to a neighbour that has closed the connection.
    if (verb === 'close' || endpoints.other[link] < 0) return
    // A model may leave these out, so that no other pieces are requested.
    if (this.#filtersHaves && (verb === 'have' || verb === 'bitfield')) return
    const bitfield = 5 + Math.ceil(geometry.pieceCount / 8)
    const bytes = verb === 'bitfield' ? bitfield : MESSAGE_BYTES[verb]
    this.#sentBytes[host] += overhead.messageBytes(bytes + payloadBytes)
  }

  received(now: number, host: number, _link: number, payloadBytes: number): void {
    const { network, population } = this.#swarm
    const wire = network.overhead.blockBytes(payloadBytes)
    this.#sentBytes[host] += network.overhead.ackBytes(payloadBytes)
    const rate = population.hosts.reals[host * HOST_STRIDE + DOWN]
    const level = fill(this.#down[host], now, wire, rate)
    // Of each link one block may have come in part before any interval, and be complete in it.
    const many = this.#slack + (this.#stores[host]?.peakLinks ?? 0)
    const most = many * network.overhead.blockBytes(BLOCK_BYTES)
    this.#faults.check(
      level <= most * (1 + 1e-9),
      'downlink-capacity',
      () => `at ${now} s, peer ${host} has received ${Math.round(level)} bytes too early`,
    )
  }

  /** Checks every uplink after an event. */
  check(now: number): void {
    const { population } = this.#swarm
    for (let host = 0; host < population.count; host++) {
      const control = population.hosts.reals[host * HOST_STRIDE + CONTROL]
      const counted = control + this.#payloadBytes[host]
      const bytes = counted - this.#countedBytes[host]
      if (bytes === 0) continue
      this.#countedBytes[host] = counted
      const rate = population.hosts.reals[host * HOST_STRIDE + UP]
      const level = fill(this.#up[host], now, bytes, rate)
      const most = this.#mostAtOnce(host)
      this.#faults.check(
        level <= most,
        'uplink-capacity',
        () =>
          `at ${now} s, peer ${host} (${population.of(host).name}) has sent ` +
          `${Math.round(level)} bytes more than its uplink can have carried; ` +
          `a block and the messages of one moment are ${Math.round(most)}`,
      )
    }
  }

  /** Checks at the end that the network counted at least the bytes of the messages themselves. */
  checkCounts(): void {
    this.#sentBytes.forEach((sent, host) => {
      const counted = this.#countedBytes[host]
      this.#faults.check(
        counted >= sent - 0.5,
        'bytes-counted',
        () => `peer ${host} sent ${sent} bytes, but ${counted} are counted`,
      )
    })
  }

  /** A block, and for each link a few messages, its requests and a window of acknowledgements. */
  #mostAtOnce(host: number): number {
    const { network, population, settings } = this.#swarm
    const { overhead, geometry } = network
    const { headerBytes, segmentBytes, segmentsPerAck, windowBytes } = settings.network
    const block = overhead.blockBytes(BLOCK_BYTES)
    const few = overhead.messageBytes(68) + overhead.messageBytes(5 + geometry.pieceCount / 8)
    const requests = 2 * pipelineDepth(population.role(host).peer) * overhead.messageBytes(17)
    const segments = (windowBytes + block) / segmentBytes
    const acks = segmentsPerAck === 0 ? 0 : (segments / segmentsPerAck + 1) * headerBytes
    const others = 6 * overhead.messageBytes(9)
    const perLink = few + others + requests + acks
    // Twice, since links may close and open again while the messages of the first ones wait.
    const links = 2 * (this.#stores[host]?.peakLinks ?? 0) + 1
    return this.#slack * block + links * perLink + this.#lookupBytes
  }
}

/** Drains a bucket up to now, adds bytes, and returns its level. */
function fill(bucket: Bucket, now: number, bytes: number, bytesPerSecond: number): number {
  const drained = (now - bucket.atSeconds) * bytesPerSecond
  bucket.bytes = Math.max(0, bucket.bytes - drained) + bytes
  bucket.atSeconds = now
  return bucket.bytes
}
