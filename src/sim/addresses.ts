import { BEHAVIOURS } from '../policy/behaviours.js'
import type { Population } from './population.js'

/**
 * Which host has which addresses. A host's first address is its own number. A host with many
 * identities has further ones, after those of all hosts.
 */
export class Addresses {
  readonly count: number
  /** Whether any host has more than one address. */
  readonly areMany: boolean
  /** The host at each address. */
  readonly host: Int32Array
  /** All addresses of each host. */
  readonly of: readonly (readonly number[])[]
  /** How many links each address has; counted only if `areMany`. */
  readonly links: Int32Array
  /** For each endpoint: its own address and its neighbour's; kept only if `areMany`. */
  readonly #here: Int32Array
  readonly #there: Int32Array

  constructor(population: Population) {
    const hosts = Array.from({ length: population.count }, (_, host) => host)
    const all = [...hosts]
    this.of = hosts.map((host) => {
      const { behaviour, behaviourSettings } = population.of(host)
      // A web seed is a server at one address, whatever the behaviour of its group.
      const isServer = population.role(host).webSeedSlots !== undefined
      const many = isServer ? 1 : (BEHAVIOURS[behaviour].identities?.(behaviourSettings) ?? 1)
      const own = [host]
      for (let i = 1; i < many; i++) own.push(all.push(host) - 1)
      return own
    })
    this.count = all.length
    this.areMany = all.length > hosts.length
    this.host = Int32Array.from(all)
    this.links = new Int32Array(all.length)
    const endpoints = this.areMany ? population.endpoints.count : 0
    this.#here = new Int32Array(endpoints)
    this.#there = new Int32Array(endpoints)
  }

  /** Notes a new link: its endpoints and their addresses. */
  linked(end: number, here: number, otherEnd: number, there: number): void {
    if (!this.areMany) return
    this.#note(end, here, there)
    this.#note(otherEnd, there, here)
  }

  /** Notes that a link is gone at this end; returns its own address. */
  unlinked(end: number, host: number): number {
    if (!this.areMany) return host
    this.links[this.#here[end]]--
    return this.#here[end]
  }

  /** Returns the own address of a host at this end of a link. */
  hereOf(end: number, host: number): number {
    return this.areMany ? this.#here[end] : host
  }

  /** Returns the address at the other end of a link, whose host is given. */
  beyond(end: number, host: number): number {
    return this.areMany ? this.#there[end] : host
  }

  #note(end: number, here: number, there: number): void {
    this.#here[end] = here
    this.#there[end] = there
    this.links[here]++
  }
}
