import { ANNOUNCE_EVENTS, Announcer } from '../peer/announcer.js'
import { Neighbours } from '../peer/neighbours.js'
import type { Peer } from '../peer/peer.js'
import * as K from './event-kinds.js'
import { HostOutlet } from './host-outlet.js'
import { ONLINE } from './hosts.js'
import { connect, dial, type Meeting, type World } from './meeting.js'
import { VERB } from './trace.js'
import type { AddressSource } from './tracker.js'

/** How the peers of a swarm meet: a source tells each of others, whom it dials at random. */
export class TrackerMeeting implements Meeting {
  readonly #world: World
  readonly #source: AddressSource
  readonly #neighbours: (Neighbours | null)[]
  readonly #announcers: (Announcer | null)[]
  readonly #announceAt: Float64Array
  readonly #answer: Int32Array
  readonly #known: readonly number[]

  /** `known`: whom everybody knows from the start. */
  constructor(world: World, source: AddressSource, known: readonly number[] = []) {
    const { count } = world.population
    this.#world = world
    this.#source = source
    this.#known = known
    this.#neighbours = new Array(count).fill(null)
    this.#announcers = new Array(count).fill(null)
    this.#announceAt = new Float64Array(count).fill(Number.POSITIVE_INFINITY)
    this.#answer = new Int32Array(source.settings.peersPerAnnounce)
  }

  outlet(host: number): HostOutlet {
    return new HostOutlet(this.#world.network, this.#world, host)
  }

  arrived(now: number, host: number): void {
    const { population } = this.#world
    const { peer } = population.of(host)
    this.#neighbours[host] = new Neighbours(peer, population.random(host, 'dial'))
    this.#announcers[host] = new Announcer(now, peer)
    this.#planAnnounce(now, host)
    if (this.#known.length === 0) return
    for (const other of this.#known) if (other !== host) this.#neighbours[host]?.heard(other)
    this.#dial(now, host)
  }

  woken(now: number, host: number): void {
    this.#announcers[host]?.linksAre(now, this.#peer(host).links.connected)
    this.#planAnnounce(now, host)
    this.#dial(now, host)
  }

  returned(now: number, host: number): void {
    this.#dial(now, host)
  }

  gained(): void {}

  completed(now: number, host: number): void {
    this.#announcers[host]?.completed(now)
    this.#planAnnounce(now, host)
  }

  departs(now: number, host: number, graceful: boolean): void {
    const source = this.#source
    if (graceful && source.up) source.announce(now, host, 'stopped', this.#answer)
    this.#neighbours[host] = null
    this.#announcers[host] = null
  }

  unlinked(_now: number, host: number, link: number, address: number): void {
    const peer = this.#world.network.peers[host]
    if (peer === null) return
    const bothSeeds = peer.complete && peer.isSeed(link)
    const parting = peer.isGuilty(link) ? 'banned' : bothSeeds ? 'both-seeds' : 'friendly'
    this.#neighbours[host]?.unlinked(address, parting)
  }

  cut(now: number, host: number): void {
    const { network } = this.#world
    const peer = this.#peer(host)
    for (let link = peer.links.first; link < peer.links.end; link++) {
      const address = network.addressOf(link)
      if (network.endpoints.other[link] < 0) continue
      peer.hangUp(now, link)
      this.#neighbours[host]?.unlinked(address, 'banned')
    }
  }

  handle(now: number, what: number, host: number, b: number): void {
    if (what === K.CONNECTED) this.#connected(now, host, b)
    else if (what === K.DIAL_FAILED) this.#neighbours[host]?.failed(b)
    else if (what === K.ANNOUNCE) this.#announce(now, host)
    else if (what === K.ANSWER) this.#answered(now, host, b)
  }

  #peer(host: number): Peer {
    return this.#world.network.peers[host] as Peer
  }

  #dial(now: number, host: number): void {
    const peer = this.#peer(host)
    const neighbours = this.#neighbours[host] as Neighbours
    for (;;) {
      const other = neighbours.dial(peer.links.connected)
      if (other < 0) return
      dial(this.#world, now, host, other)
    }
  }

  #connected(now: number, host: number, other: number): void {
    const mine = this.#neighbours[host] as Neighbours
    const theirs = this.#neighbours[other]
    const refused = theirs === null || theirs.refuses(host) || mine.refuses(other)
    if (refused || !connect(this.#world, now, host, other)) {
      mine.failed(other)
      return
    }
    mine.linked(other)
    theirs.linked(host)
  }

  #planAnnounce(now: number, host: number): void {
    const at = Math.max(now, (this.#announcers[host] as Announcer).wakeAt)
    if (this.#announceAt[host] <= at && this.#announceAt[host] > now) return
    this.#announceAt[host] = at
    this.#world.simulation.schedule(at, K.ANNOUNCE, host, 0)
  }

  #announce(now: number, host: number): void {
    const announcer = this.#announcers[host] as Announcer
    const event = announcer.due(now)
    if (event === null) return
    const { trace, simulation, population } = this.#world
    const code = ANNOUNCE_EVENTS.indexOf(event)
    trace.word(now, host, VERB.announce, -1, code, 0)
    if (this.#source.up && population.hosts.ints[host * 8 + ONLINE] === 1) {
      this.#source.note(host, this.#peer(host))
      const roundTrip = 2 * population.hosts.latencySeconds[host]
      simulation.schedule(now + roundTrip, K.ANSWER, host, code)
    } else {
      announcer.failed(now)
      this.#planAnnounce(now, host)
    }
  }

  #answered(now: number, host: number, code: number): void {
    const neighbours = this.#neighbours[host] as Neighbours
    const { intervalSeconds, minIntervalSeconds } = this.#source.settings
    const found = this.#source.announce(now, host, ANNOUNCE_EVENTS[code], this.#answer)
    for (let i = 0; i < found; i++) neighbours.heard(this.#answer[i])
    this.#announcers[host]?.answered(now, intervalSeconds, minIntervalSeconds)
    this.#planAnnounce(now, host)
    this.#dial(now, host)
  }
}
