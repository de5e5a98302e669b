import { CONTROL, HOST_STRIDE } from '../../sim/hosts.js'
import { hasPlaces } from '../../sim/overlays/model-settings.js'
import type { Swarm } from '../../sim/swarm.js'
import type { Faults } from './fault.js'
import type { Meter } from './ledger.js'
import type { Verb } from './tap.js'

/** Bytes of each message without its payload (BEP 3). */
export const MESSAGE_BYTES: Readonly<Record<Exclude<Verb, 'bitfield' | 'close'>, number>> = {
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

/** Checks that the network counts every byte that a peer sends. */
export class ByteCount implements Meter {
  readonly #swarm: Swarm
  readonly #faults: Faults
  /** For each host: bytes of its messages, blocks and acknowledgements. */
  readonly #sentBytes: Float64Array
  readonly #payloadBytes: Float64Array
  /** Whether the model limits the announcements of pieces on each link. */
  readonly #filtersHaves: boolean

  constructor(swarm: Swarm, faults: Faults) {
    const { count } = swarm.population
    const { model } = swarm.settings
    this.#swarm = swarm
    this.#faults = faults
    this.#sentBytes = new Float64Array(count)
    this.#payloadBytes = new Float64Array(count)
    this.#filtersHaves = hasPlaces(model) || model.kind === 'hash-ring'
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

  received(_now: number, host: number, _link: number, payloadBytes: number): void {
    this.#sentBytes[host] += this.#swarm.network.overhead.ackBytes(payloadBytes)
  }

  /** Checks at the end that the network counted at least the bytes of the messages themselves. */
  check(): void {
    const { reals } = this.#swarm.population.hosts
    this.#sentBytes.forEach((sent, host) => {
      const counted = reals[host * HOST_STRIDE + CONTROL] + this.#payloadBytes[host]
      this.#faults.check(
        counted >= sent - 0.5,
        'bytes-counted',
        () => `peer ${host} sent ${sent} bytes, but ${counted} are counted`,
      )
    })
  }
}
