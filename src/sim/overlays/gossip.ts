import type { Random } from '../../base/random.js'
import type { Addresses } from '../addresses.js'
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
  readonly #addresses: Addresses
  /** The addresses known at each address: a row, and the number in use. */
  readonly #known: Int32Array
  readonly #count: Int32Array
  readonly #ring: number[] = []

  /** Each peer keeps at most `view` addresses and exchanges some every `everySeconds`. */
  constructor(
    world: World,
    addresses: Addresses,
    view: number,
    everySeconds: number,
    random: Random,
  ) {
    this.settings = {
      peersPerAnnounce: view,
      intervalSeconds: everySeconds,
      minIntervalSeconds: everySeconds,
    }
    this.#world = world
    this.#addresses = addresses
    this.#random = random
    this.#view = view
    this.#known = new Int32Array(addresses.count * view)
    this.#count = new Int32Array(addresses.count)
  }

  note(): void {}

  announce(now: number, own: number, event: string, answer: Int32Array): number {
    if (event === 'stopped') return 0
    if (event === 'started') this.#join(own)
    this.#exchange(now, own)
    const from = own * this.#view
    answer.set(this.#known.subarray(from, from + this.#count[own]))
    return this.#count[own]
  }

  #join(own: number): void {
    this.#begin(own)
    for (const other of this.#ring.slice(-FIRST_KNOWN)) this.#learn(own, other)
    this.#ring.push(own)
  }

  /** Starts again from the very first peer if no address is known. */
  #begin(own: number): void {
    if (this.#count[own] === 0 && this.#ring.length > 0) this.#learn(own, this.#ring[0])
  }

  /** Lets two peers exchange half of their addresses; the other also learns the first one's own. */
  #exchange(now: number, own: number): void {
    const { network, population } = this.#world
    this.#begin(own)
    if (this.#count[own] === 0) return
    const at = own * this.#view + this.#random.below(this.#count[own])
    const other = this.#known[at]
    const [host, otherHost] = [this.#addresses.host[own], this.#addresses.host[other]]
    network.charge(now, host, otherHost, this.#messageBytes(own))
    if (population.hosts.ints[otherHost * HOST_STRIDE + ONLINE] === 0) {
      this.#known[at] = this.#known[own * this.#view + --this.#count[own]]
      return
    }
    network.charge(now, otherHost, host, this.#messageBytes(other))
    const addresses = this.#half(own)
    for (const address of this.#half(other)) this.#learn(own, address)
    for (const address of addresses) this.#learn(other, address)
    this.#learn(other, own)
  }

  #messageBytes(own: number): number {
    return MESSAGE_BYTES + (this.#count[own] / 2) * ADDRESS_BYTES
  }

  #half(own: number): number[] {
    const from = own * this.#view
    const known = this.#known.subarray(from, from + this.#count[own])
    return [...known].filter(() => this.#random.next() < 0.5)
  }

  /** Stores an address of another host; if the row is full, it replaces a random one. */
  #learn(own: number, address: number): void {
    const { host } = this.#addresses
    const from = own * this.#view
    const count = this.#count[own]
    if (host[address] === host[own]) return
    if (this.#known.subarray(from, from + count).includes(address)) return
    const at = count < this.#view ? this.#count[own]++ : this.#random.below(this.#view)
    this.#known[from + at] = address
  }
}
