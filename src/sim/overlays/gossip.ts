import type { Random } from '../../base/random.js'
import { HOST_STRIDE, ONLINE } from '../hosts.js'
import type { World } from '../peer-discovery.js'
import type { TrackerSettings } from '../settings.js'
import type { AddressSource } from '../tracker.js'

/** Addresses of earlier peers that a newcomer starts with, besides that of the very first peer. */
const FIRST_KNOWN = 3
/** Bytes of an address (BEP 23), and of the message around a list of addresses (BEP 11). */
const ADDRESS_BYTES = 6
const MESSAGE_BYTES = 20

/**
 * Finds addresses without a tracker. A newcomer knows the peers that joined last before it, and the
 * very first peer, which the torrent names (BEP 5, `nodes`). At intervals each peer contacts a
 * random peer that it knows, and the two send each other half of their addresses (as in Newscast:
 * Jelasity et al. 2003; in BEP 11's messages). A peer that does not answer is forgotten.
 */
export class Gossip implements AddressSource {
  readonly up = true
  readonly settings: TrackerSettings
  readonly #world: World
  readonly #random: Random
  readonly #view: number
  /** The addresses that each host knows: one row per host, and the number in use. */
  readonly #known: Int32Array
  readonly #count: Int32Array
  readonly #ring: number[] = []

  /** Each peer keeps at most `view` addresses and exchanges some every `everySeconds`. */
  constructor(world: World, view: number, everySeconds: number, random: Random) {
    this.settings = {
      peersPerAnnounce: view,
      intervalSeconds: everySeconds,
      minIntervalSeconds: everySeconds,
    }
    this.#world = world
    this.#random = random
    this.#view = view
    this.#known = new Int32Array(world.population.count * view)
    this.#count = new Int32Array(world.population.count)
  }

  note(): void {}

  announce(now: number, host: number, event: string, answer: Int32Array): number {
    if (event === 'stopped') return 0
    if (event === 'started') this.#join(host)
    this.#exchange(now, host)
    const from = host * this.#view
    answer.set(this.#known.subarray(from, from + this.#count[host]))
    return this.#count[host]
  }

  #join(host: number): void {
    this.#begin(host)
    for (const other of this.#ring.slice(-FIRST_KNOWN)) this.#learn(host, other)
    this.#ring.push(host)
  }

  /** Starts again from the very first peer if the host knows no address. */
  #begin(host: number): void {
    if (this.#count[host] === 0 && this.#ring.length > 0) this.#learn(host, this.#ring[0])
  }

  /** Lets two hosts exchange half of their addresses; the other also learns this host's own. */
  #exchange(now: number, host: number): void {
    const { network, population } = this.#world
    this.#begin(host)
    if (this.#count[host] === 0) return
    const at = host * this.#view + this.#random.below(this.#count[host])
    const other = this.#known[at]
    network.charge(now, host, other, MESSAGE_BYTES + (this.#count[host] / 2) * ADDRESS_BYTES)
    if (population.hosts.ints[other * HOST_STRIDE + ONLINE] === 0) {
      this.#known[at] = this.#known[host * this.#view + --this.#count[host]]
      return
    }
    network.charge(now, other, host, MESSAGE_BYTES + (this.#count[other] / 2) * ADDRESS_BYTES)
    const addresses = this.#half(host)
    for (const address of this.#half(other)) this.#learn(host, address)
    for (const address of addresses) this.#learn(other, address)
    this.#learn(other, host)
  }

  #half(host: number): number[] {
    const from = host * this.#view
    const known = this.#known.subarray(from, from + this.#count[host])
    return [...known].filter(() => this.#random.next() < 0.5)
  }

  /** Stores an address; if the row is full, it replaces a random one. */
  #learn(host: number, address: number): void {
    const from = host * this.#view
    const count = this.#count[host]
    if (address === host || this.#known.subarray(from, from + count).includes(address)) return
    const at = count < this.#view ? this.#count[host]++ : this.#random.below(this.#view)
    this.#known[from + at] = address
  }
}
