import { BLOCK_BYTES } from '../../peer/geometry.js'
import type { Swarm } from '../../sim/swarm.js'
import type { Faults } from './fault.js'
import type { Meter } from './ledger.js'
import type { Verb } from './tap.js'

/** The blocks of one connection from one end. */
interface Flight {
  /** Bytes on the wire that are not acknowledged. */
  bytes: number
  /** Blocks that were received: when their acknowledgements come back at the soonest, in order. */
  readonly received: { readonly at: number; readonly bytes: number }[]
}

/**
 * Checks that no connection has more bytes in flight than TCP's window: sent and not acknowledged.
 * An acknowledgement takes at least the latency of the path.
 */
export class Windows implements Meter {
  readonly #swarm: Swarm
  readonly #faults: Faults
  readonly #flights = new Map<number, Flight>()
  readonly #mostBytes: number

  constructor(swarm: Swarm, faults: Faults) {
    const { overhead } = swarm.network
    const block = overhead.blockBytes(BLOCK_BYTES)
    this.#swarm = swarm
    this.#faults = faults
    // A window takes whole blocks, and one at least: the last one fits by half or more.
    const { windowBytes } = swarm.settings.network
    this.#mostBytes = Math.max(block, windowBytes - BLOCK_BYTES / 2 + block)
  }

  sent(now: number, host: number, link: number, verb: Verb, payloadBytes: number): void {
    if (verb === 'handshake') this.#flights.set(link, { bytes: 0, received: [] })
    const flight = this.#flights.get(link)
    if (verb !== 'piece' || flight === undefined) return
    const { received } = flight
    while (received.length > 0 && received[0].at <= now) {
      flight.bytes -= (received.shift() as (typeof received)[number]).bytes
    }
    flight.bytes += this.#swarm.network.overhead.blockBytes(payloadBytes)
    this.#faults.check(
      flight.bytes <= this.#mostBytes,
      'window',
      () =>
        `at ${now} s, peer ${host} has ${flight.bytes} bytes in flight on a connection; its ` +
        `window permits ${this.#mostBytes}`,
    )
  }

  received(now: number, _host: number, link: number, payloadBytes: number): void {
    const { network } = this.#swarm
    const flight = this.#flights.get(network.endpoints.other[link])
    const at = (now + network.latency(link)) * (1 - 1e-12)
    flight?.received.push({ at, bytes: network.overhead.blockBytes(payloadBytes) })
  }
}
