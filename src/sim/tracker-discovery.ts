import { ANNOUNCE_EVENTS, Announcer } from '../peer/announcer.js'
import { type DisconnectReason, Neighbours } from '../peer/neighbours.js'
import type { Peer } from '../peer/peer.js'
import type { Addresses } from './addresses.js'
import { UNCONNECTED } from './endpoints.js'
import * as K from './event-kinds.js'
import { HostOutput } from './host-output.js'
import { HOST_STRIDE, ONLINE } from './hosts.js'
import {
  DIAL_TIMEOUT_SECONDS,
  isAnswered,
  type PeerDiscovery,
  type World,
} from './peer-discovery.js'
import { VERB } from './trace.js'
import type { AddressSource } from './tracker.js'

/**
 * Peer discovery by announces. Each address announces to a source, such as the tracker, learns
 * other addresses from its answers, and dials them.
 */
export class TrackerDiscovery implements PeerDiscovery {
  readonly #world: World
  readonly #source: AddressSource
  readonly #known: readonly number[]
  readonly #addresses: Addresses
  /** For each address: the addresses that it knows, and its announces; null without a peer. */
  readonly #neighbours: (Neighbours | null)[]
  readonly #announcers: (Announcer | null)[]
  readonly #announceAt: Float64Array
  readonly #answer: Int32Array
  /** For each address: how many answers are under way, or put off until its host returns. */
  readonly #awaited: Uint16Array

  /** `known`: the hosts that every peer knows from the start. */
  constructor(
    world: World,
    addresses: Addresses,
    source: AddressSource,
    known: readonly number[] = [],
  ) {
    const { count } = addresses
    this.#world = world
    this.#source = source
    this.#known = known
    this.#addresses = addresses
    this.#neighbours = new Array(count).fill(null)
    this.#announcers = new Array(count).fill(null)
    this.#announceAt = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    this.#awaited = new Uint16Array(count)
    this.#answer = new Int32Array(source.settings.peersPerAnnounce)
  }

  /** Tells whether the peer of an event's address is still there. */
  isThere(address: number): boolean {
    return this.#peerAt(address) !== null
  }

  makeOutput(host: number): HostOutput {
    return new HostOutput(this.#world.network, this.#world, host)
  }

  /** Makes an arrived peer announce. */
  arrived(now: number, host: number): void {
    const { population } = this.#world
    const { peer } = population.of(host)
    for (const address of this.#addresses.of[host]) {
      this.#neighbours[address] = new Neighbours(peer, population.random(address, 'dial'))
      this.#announcers[address] = new Announcer(now, peer)
      this.#planAnnounce(now, address)
      if (this.#known.length === 0) continue
      for (const other of this.#known) if (other !== host) this.#neighbours[address]?.add(other)
      this.#dial(now, address)
    }
  }

  gained(): void {}

  /** Asks for more addresses if links are few, and dials known ones; called every ten seconds. */
  woken(now: number, host: number): void {
    for (const address of this.#addresses.of[host]) {
      this.#announcers[address]?.onLinkCount(now, this.#linksAt(address))
      this.#planAnnounce(now, address)
      this.#dial(now, address)
    }
  }

  /** Makes a complete peer announce `completed`. */
  completed(now: number, host: number): void {
    for (const address of this.#addresses.of[host]) {
      this.#announcers[address]?.completed(now)
      this.#planAnnounce(now, address)
    }
  }

  /** Makes a peer that is online again dial. */
  returned(now: number, host: number): void {
    for (const address of this.#addresses.of[host]) this.#dial(now, address)
  }

  /** Announces that a peer has stopped. */
  stopped(now: number, host: number): void {
    if (!this.#source.up) return
    for (const address of this.#addresses.of[host]) {
      this.#source.announce(now, address, 'stopped', this.#answer)
    }
  }

  /** Forgets the addresses that a departed peer knew. */
  departed(host: number): void {
    for (const address of this.#addresses.of[host]) {
      this.#neighbours[address] = null
      this.#announcers[address] = null
      this.#awaited[address] = 0
    }
  }

  missed(): void {}

  /** Notes that the host lost a link to another host, and why. */
  unlinked(_now: number, host: number, link: number, other: number): void {
    const peer = this.#world.network.peers[host]
    if (peer === null) return
    const bothSeeds = peer.complete && peer.links.isSeed(link)
    const reason = peer.links.isGuilty(link) ? 'banned' : bothSeeds ? 'both-seeds' : 'friendly'
    this.#disconnected(host, link, other, reason)
  }

  cut(now: number, host: number): void {
    const { network } = this.#world
    const peer = network.peers[host] as Peer
    for (let link = peer.links.first; link < peer.links.end; link++) {
      if (network.endpoints.other[link] === UNCONNECTED) continue
      const here = this.#addresses.hereOf(link, host)
      const there = this.#addresses.beyond(link, network.addressOf(link))
      peer.hangUp(now, link)
      this.#neighbours[here]?.unlinked(there, 'banned')
    }
  }

  #disconnected(host: number, link: number, other: number, reason: DisconnectReason): void {
    const there = this.#addresses.beyond(link, other)
    this.#neighbours[this.#addresses.unlinked(link, host)]?.unlinked(there, reason)
  }

  canMeet(): boolean {
    if (this.#source.up || this.#known.length > 0) return true
    return this.#neighbours.some((neighbours, address) => {
      if (neighbours === null) return false
      if (this.#awaited[address] > 0) return true
      return neighbours.isAnyKnown || (this.#peerAt(address)?.links.connected ?? 0) > 0
    })
  }

  /** Handles an event of an address whose peer is there. */
  handle(now: number, what: number, address: number, b: number): void {
    if (what === K.CONNECTED) this.#connected(now, address, b)
    else if (what === K.DIAL_FAILED) this.#neighbours[address]?.failed(b)
    else if (what === K.ANNOUNCE) this.#announce(now, address)
    else if (what === K.ANSWER) this.#answered(now, address, b)
  }

  #peerAt(address: number): Peer | null {
    return this.#world.network.peers[this.#addresses.host[address]]
  }

  #isOnline(address: number): boolean {
    return (
      this.#world.population.hosts.ints[this.#addresses.host[address] * HOST_STRIDE + ONLINE] === 1
    )
  }

  /** Returns the links that an address counts before it dials. */
  #linksAt(address: number): number {
    const { host, of, links } = this.#addresses
    const isOneOfMany = of[host[address]].length > 1
    return isOneOfMany ? links[address] : (this.#peerAt(address) as Peer).links.connected
  }

  // Dialling.

  #dial(now: number, here: number): void {
    const { simulation, trace, population } = this.#world
    const neighbours = this.#neighbours[here] as Neighbours
    const { host } = this.#addresses
    const { latencySeconds, reachable } = population.hosts
    for (;;) {
      const there = neighbours.dial(this.#linksAt(here))
      if (there < 0) return
      const other = host[there]
      trace.record(now, host[here], VERB.dial, there, 0, 0)
      if (reachable[other] === 0) {
        simulation.schedule(now + DIAL_TIMEOUT_SECONDS, K.DIAL_FAILED, here, there)
      } else {
        const roundTrip = 2 * (latencySeconds[host[here]] + latencySeconds[other])
        simulation.schedule(now + roundTrip, K.CONNECTED, here, there)
      }
    }
  }

  #connected(now: number, here: number, there: number): void {
    const { host } = this.#addresses
    if (!isAnswered(this.#world, now, host[here], host[there], here, there)) return
    const mine = this.#neighbours[here] as Neighbours
    const theirs = this.#neighbours[there]
    const online = this.#isOnline(here) && this.#isOnline(there)
    const refused = theirs === null || theirs.rejects(here) || mine.rejects(there)
    if (!online || refused || !this.#connect(now, here, there)) {
      mine.failed(there)
      return
    }
    mine.linked(there)
    theirs.linked(here)
  }

  #connect(now: number, here: number, there: number): boolean {
    const { network } = this.#world
    const { host } = this.#addresses
    const end = this.#peerAt(here)?.links.free ?? -1
    const otherEnd = this.#peerAt(there)?.links.free ?? -1
    if (!network.connect(now, host[here], host[there])) return false
    this.#addresses.linked(end, here, otherEnd, there)
    return true
  }

  // The tracker.

  #planAnnounce(now: number, address: number): void {
    const at = Math.max(now, (this.#announcers[address] as Announcer).wakeAt)
    if (this.#announceAt[address] <= at && this.#announceAt[address] > now) return
    this.#announceAt[address] = at
    this.#world.simulation.schedule(at, K.ANNOUNCE, address, 0)
  }

  #announce(now: number, address: number): void {
    const { simulation, trace, population } = this.#world
    const announcer = this.#announcers[address] as Announcer
    const event = announcer.due(now)
    if (event === null) return
    const code = ANNOUNCE_EVENTS.indexOf(event)
    const host = this.#addresses.host[address]
    trace.record(now, host, VERB.announce, -1, code, 0)
    if (this.#source.up && this.#isOnline(address)) {
      const peer = this.#peerAt(address) as Peer
      this.#source.note(address, peer)
      const roundTrip = 2 * population.hosts.latencySeconds[host]
      simulation.schedule(now + roundTrip, K.ANSWER, address, code)
      this.#awaited[address]++
    } else {
      announcer.failed(now)
      this.#planAnnounce(now, address)
    }
  }

  #answered(now: number, address: number, code: number): void {
    this.#awaited[address]--
    const neighbours = this.#neighbours[address] as Neighbours
    const { intervalSeconds, minIntervalSeconds } = this.#source.settings
    const { host } = this.#addresses
    const found = this.#source.announce(now, address, ANNOUNCE_EVENTS[code], this.#answer)
    for (let i = 0; i < found; i++) {
      // A host with many addresses does not dial itself.
      if (host[this.#answer[i]] !== host[address]) neighbours.add(this.#answer[i])
    }
    this.#announcers[address]?.answered(now, intervalSeconds, minIntervalSeconds)
    this.#planAnnounce(now, address)
    this.#dial(now, address)
  }
}
