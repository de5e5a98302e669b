import type { Random } from '../../base/random.js'
import { HOST_STRIDE, ONLINE } from '../hosts.js'
import type { World } from '../peer-discovery.js'
import type { TrackerSettings } from '../settings.js'
import type { AddressSource } from '../tracker.js'

/** Addresses of those before it that a newcomer comes with, beside that of the first of all. */
const FIRST_KNOWN = 3
/** Bytes of an address (BEP 23), and of what is around a list of them (BEP 11). */
const ADDRESS_BYTES = 6
const MESSAGE_BYTES = 20

/**
 * Addresses without a tracker: who comes takes its place in a ring, behind those that came last,
 * whom it knows; the first of all stands in the torrent (BEP 5, `nodes`). From time to time
 * everybody asks one whom it knows, at random, and the two tell each other half of what they know
 * (as in Newscast: Jelasity et al. 2003; over BEP 11's words). Who does not answer is forgotten.
 */
export class Gossip implements AddressSource {
  readonly up = true
  readonly settings: TrackerSettings
  readonly #world: World
  readonly #random: Random
  readonly #view: number
  /** What each host knows: a row of addresses, and how many. */
  readonly #known: Int32Array
  readonly #count: Int32Array
  readonly #ring: number[] = []

  /** Each keeps `view` addresses at most and asks every so many seconds. */
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

  /** Where it knows nobody, it begins with the first of all again. */
  #begin(host: number): void {
    if (this.#count[host] === 0 && this.#ring.length > 0) this.#learn(host, this.#ring[0])
  }

  /** Two tell each other of themselves and of half of what they know. */
  #exchange(now: number, host: number): void {
    const { network, population } = this.#world
    this.#begin(host)
    if (this.#count[host] === 0) return
    const at = host * this.#view + this.#random.below(this.#count[host])
    const other = this.#known[at]
    network.charge(now, host, MESSAGE_BYTES + (this.#count[host] / 2) * ADDRESS_BYTES)
    if (population.hosts.ints[other * HOST_STRIDE + ONLINE] === 0) {
      this.#known[at] = this.#known[host * this.#view + --this.#count[host]]
      return
    }
    network.charge(now, other, MESSAGE_BYTES + (this.#count[other] / 2) * ADDRESS_BYTES)
    const told = this.#half(host)
    for (const address of this.#half(other)) this.#learn(host, address)
    for (const address of told) this.#learn(other, address)
    this.#learn(other, host)
  }

  #half(host: number): number[] {
    const from = host * this.#view
    const known = this.#known.subarray(from, from + this.#count[host])
    return [...known].filter(() => this.#random.next() < 0.5)
  }

  /** Notes an address; where all room is taken, in place of another at random. */
  #learn(host: number, address: number): void {
    const from = host * this.#view
    const count = this.#count[host]
    if (address === host || this.#known.subarray(from, from + count).includes(address)) return
    const at = count < this.#view ? this.#count[host]++ : this.#random.below(this.#view)
    this.#known[from + at] = address
  }
}
