import { LinkFlag } from '../../peer/link-flags.js'
import type { Peer } from '../../peer/peer.js'
import { LINK_STRIDE } from '../../peer/peer-columns.js'
import { HOST } from '../endpoints.js'
import * as K from '../event-kinds.js'
import { HOST_STRIDE, ONLINE } from '../hosts.js'
import {
  connect,
  DIAL_TIMEOUT_SECONDS,
  dial,
  isAnswered,
  type PeerDiscovery,
  type World,
} from '../peer-discovery.js'
import { KeySpace } from './key-space.js'
import { type HaveRule, OverlayOutput } from './overlay-output.js'

/** Bytes of a lookup of a home, and of its answer (as in BEP 5). */
const LOOKUP_BYTES = 100

/** In place of a host: any host may send. */
const ANYBODY = -1

/** Extra work that a consistent-hashing ring does, besides moving the file. */
export interface RingStats {
  /** Lookups of a piece's home that were answered, and the nodes that they passed through. */
  lookups: number
  hops: number
  /** Payload bytes moved to new homes because peers joined or left. */
  handedOverBytes: number
}

/**
 * A consistent-hashing ring: each piece is stored at its homes, the peers next to it on a ring of
 * keys. The origin sends a piece only to its homes. Other peers look up a home on the ring, in a
 * logarithmic number of hops, and fetch the piece there. A peer that joins becomes home of a range
 * and fetches that range from the previous homes. If a peer leaves, the next one takes over its
 * range and fetches missing pieces from the origin. A peer tells its neighbours on the ring when it
 * leaves; if it vanishes, they miss it after `SILENCE_SECONDS`. Until then lookups pass over it,
 * each after the time limit of a dial.
 */
export class HashRing implements PeerDiscovery, HaveRule {
  readonly stats: RingStats = { lookups: 0, hops: 0, handedOverBytes: 0 }
  readonly #world: World
  readonly #keys: KeySpace
  readonly #origins: readonly number[]
  readonly #homes: number[][]
  /** The homes of each piece before their last change. */
  readonly #previousHomes: number[][]
  /** 1 = all homes have held the piece at one time; later moves count as handed over. */
  readonly #settled: Uint8Array
  readonly #dialling = new Set<number>()
  /** For a host that is offline: the homes and pieces of the `have`s that it owes. */
  readonly #unsentHaves = new Map<number, readonly (readonly [number, number])[]>()
  readonly #outputs: (OverlayOutput | null)[]

  constructor(world: World, origins: readonly number[], replicas: number) {
    const { pieceCount } = world.network.geometry
    this.#world = world
    this.#origins = origins
    this.#keys = new KeySpace(world.population.count, pieceCount, replicas)
    this.#homes = Array.from({ length: pieceCount }, () => [])
    this.#previousHomes = Array.from({ length: pieceCount }, () => [])
    this.#settled = new Uint8Array(pieceCount)
    this.#outputs = new Array(world.population.count).fill(null)
  }

  makeOutput(host: number): OverlayOutput {
    const output = new OverlayOutput(this.#world, host, this)
    this.#outputs[host] = output
    return output
  }

  allowsHave(link: number, piece: number): boolean {
    const homes = this.#homes[piece]
    return homes.includes(this.#world.network.addressOf(link)) || homes.includes(this.#hostOf(link))
  }

  arrived(now: number, host: number): void {
    if (this.#origins.includes(host)) return
    this.#keys.join(host)
    this.#change(now)
    this.#seek(now, host)
  }

  woken(now: number, host: number): void {
    // While a neighbour unchokes the host, other lookups can wait.
    if (this.#peer(host).stats.unchokedByCount === 0) this.#seek(now, host)
  }

  returned(now: number, host: number): void {
    for (const [home, piece] of this.#unsentHaves.get(host) ?? [])
      this.#sendHaves(now, home, piece, host)
    this.#unsentHaves.delete(host)
    this.#seek(now, host)
  }

  gained(_now: number, host: number, piece: number): void {
    if (!this.#homes[piece].includes(host)) return
    const { geometry } = this.#world.network
    if (this.#settled[piece] === 1) this.stats.handedOverBytes += geometry.bytesOf(piece)
    const here = (home: number) => this.#world.network.peers[home]?.requests.has(piece) === true
    if (this.#homes[piece].every(here)) this.#settled[piece] = 1
  }

  completed(): void {}

  isThere(host: number): boolean {
    return this.#world.network.peers[host] !== null
  }

  stopped(): void {}

  departed(): void {}

  missed(now: number, host: number): void {
    if (this.#origins.includes(host)) return
    this.#keys.leave(host)
    this.#change(now)
  }

  unlinked(): void {}

  cut(now: number, host: number): void {
    const peer = this.#peer(host)
    for (let link = peer.links.first; link < peer.links.end; link++) peer.hangUp(now, link)
  }

  handle(now: number, what: number, host: number, b: number): void {
    if (what === K.CONNECTED) this.#connected(now, host, b)
    else if (what === K.DIAL_FAILED) this.#dialling.delete(this.#pair(host, b))
    else if (what === K.SEEK) this.#answered(now, host, b)
  }

  /** Recomputes all homes after a peer has joined or left; new homes fetch their pieces. */
  #change(now: number): void {
    for (let piece = 0; piece < this.#homes.length; piece++) {
      const before = this.#homes[piece]
      const homes = this.#keys.homes(piece)
      this.#homes[piece] = homes
      if (homes.every((home, i) => home === before[i]) && homes.length === before.length) continue
      this.#previousHomes[piece] = before
      for (const home of homes) {
        if (before.includes(home)) continue
        this.#sendHaves(now, home, piece)
        this.#fetch(now, home, piece)
      }
      // A former home that lacks the piece must look it up like any other peer.
      for (const home of before) {
        const lacks = this.#world.network.peers[home]?.requests.has(piece) === false
        if (lacks && !homes.includes(home) && !this.#isOffline(home)) this.#lookUp(now, home, piece)
      }
    }
  }

  /**
   * Sends `have` between a new home and its neighbours: the side that has the piece sends, unless
   * it is another host than `from`. A side that is offline sends it on its return.
   */
  #sendHaves(now: number, home: number, piece: number, from = ANYBODY): void {
    const { network, population } = this.#world
    const peer = network.peers[home]
    if (peer === null) return
    for (let link = peer.links.first; link < peer.links.end; link++) {
      const other = network.endpoints.other[link]
      if (other < 0) continue
      const end = peer.requests.has(piece) ? link : other
      const host = this.#hostOf(end)
      const isOpen = (population.store.columns.flags[end] & LinkFlag.Open) !== 0
      const sender = network.peers[host]
      if (!isOpen || sender?.requests.has(piece) !== true) continue
      if (from !== ANYBODY && host !== from) continue
      if (this.#isOffline(host)) this.#postpone(host, home, piece)
      else if (sender.superSeeding?.isOver === false) {
        sender.superSeeding.mayAnnounceMore(now, end)
      } else this.#outputs[host]?.have(now, end, piece)
    }
  }

  #postpone(host: number, home: number, piece: number): void {
    const unsent = this.#unsentHaves.get(host) ?? []
    if (unsent.some(([one, of]) => one === home && of === piece)) return
    this.#unsentHaves.set(host, [...unsent, [home, piece]])
  }

  #isOffline(host: number): boolean {
    return this.#world.network.outages.isOffline(host)
  }

  /** Makes a new home fetch a piece from its previous homes and from the origin. */
  #fetch(now: number, home: number, piece: number): void {
    const peer = this.#world.network.peers[home]
    if (peer === null || peer.requests.has(piece) || this.#isOffline(home)) return
    for (const other of [...this.#previousHomes[piece], ...this.#origins])
      this.#dial(now, home, other)
  }

  /** Looks up a home for every missing piece that no neighbour offers. */
  #seek(now: number, host: number): void {
    const { population } = this.#world
    const peer = this.#peer(host)
    if (population.hosts.ints[host * HOST_STRIDE + ONLINE] === 0 || peer.complete) return
    for (let piece = 0; piece < this.#homes.length; piece++) {
      if (peer.requests.has(piece)) continue
      if (this.#homes[piece].includes(host)) this.#fetch(now, host, piece)
      else if (!this.#isOffered(peer, piece)) this.#lookUp(now, host, piece)
    }
  }

  /** Asks the ring for the home of a piece; the lookup travels from node to node. */
  #lookUp(now: number, host: number, piece: number): void {
    const { network } = this.#world
    if (this.#keys.size === 0) return
    const route = this.#keys.route(host, piece)
    this.stats.lookups++
    this.stats.hops += route.length
    let at = now
    let before = host
    for (const node of route) {
      const arrivesAfter = network.charge(now, before, node, LOOKUP_BYTES) - now
      // A node that does not answer is passed over.
      if (network.outages.isSilent(node)) at += DIAL_TIMEOUT_SECONDS
      else {
        at += arrivesAfter
        before = node
      }
    }
    this.#world.simulation.schedule(at, K.SEEK, host, piece)
  }

  /** Whether a neighbour has the piece, or will have it as one of its homes. */
  #isOffered({ links }: Peer, piece: number): boolean {
    const { columns } = this.#world.population.store
    for (let link = links.first; link < links.end; link++) {
      if ((columns.flags[link] & LinkFlag.Taken) === 0) continue
      if (columns.holds(link, piece)) return true
      if (this.#homes[piece].includes(this.#world.network.addressOf(link))) return true
    }
    return false
  }

  /** Dials a home after a lookup; different hosts choose different homes of a piece. */
  #answered(now: number, host: number, piece: number): void {
    const homes = this.#homes[piece]
    if (homes.length > 0) this.#dial(now, host, homes[host % homes.length])
  }

  #dial(now: number, host: number, other: number): void {
    const pair = this.#pair(host, other)
    if (host === other || this.#dialling.has(pair) || this.#hasRowFor(host, other)) return
    this.#dialling.add(pair)
    dial(this.#world, now, host, other)
  }

  #connected(now: number, host: number, other: number): void {
    if (!isAnswered(this.#world, now, host, other)) return
    this.#dialling.delete(this.#pair(host, other))
    const { peers } = this.#world.network
    if (peers[other] === null || this.#hasRowFor(host, other) || this.#hasRowFor(other, host))
      return
    connect(this.#world, now, host, other)
  }

  #hasRowFor(host: number, other: number): boolean {
    const { flags } = this.#world.population.store.columns
    const { first, end } = this.#peer(host).links
    for (let link = first; link < end; link++) {
      if ((flags[link] & LinkFlag.Taken) !== 0 && this.#world.network.addressOf(link) === other)
        return true
    }
    return false
  }

  /** Returns the host that owns this end of a link. */
  #hostOf(link: number): number {
    return this.#world.population.store.columns.links[link * LINK_STRIDE + HOST]
  }

  #pair(host: number, other: number): number {
    return host * this.#world.population.count + other
  }

  #peer(host: number): Peer {
    return this.#world.network.peers[host] as Peer
  }
}
