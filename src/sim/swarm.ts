import { Random } from '../base/random.js'
import { Geometry } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import { SILENCE_SECONDS } from '../peer/silence.js'
import { Addresses } from './addresses.js'
import { Corruption } from './corruption.js'
import { UNCONNECTED } from './endpoints.js'
import * as K from './event-kinds.js'
import { HOST_STRIDE, ONLINE } from './hosts.js'
import { Leaving } from './leaving.js'
import { Network } from './network.js'
import type { SwarmObserver } from './observer.js'
import { Gossip } from './overlays/gossip.js'
import { HashRing, type RingStats } from './overlays/hash-ring.js'
import { OverlayDiscovery } from './overlays/overlay-discovery.js'
import type { PeerDiscovery, World } from './peer-discovery.js'
import { changePolicy, chooseByHand, mayServe } from './plan/choking-actions.js'
import { Plan } from './plan/plan.js'
import { Population } from './population.js'
import { SentBytes } from './sent-bytes.js'
import type { AccessActionSettings, HostActionSettings, SwarmSettings } from './settings.js'
import { Simulation } from './simulation.js'
import { Tally } from './tally.js'
import { type MessageListener, Trace, VERB } from './trace.js'
import { Tracker } from './tracker.js'
import { TrackerDiscovery } from './tracker-discovery.js'

/**
 * A whole swarm on a simulated clock. Its peers arrive, announce, dial, exchange blocks over the
 * network and leave, as the settings define. The swarm makes no decisions for its peers.
 */
export class Swarm implements World {
  readonly simulation = new Simulation()
  readonly settings: SwarmSettings
  readonly population: Population
  readonly network: Network
  readonly tracker: Tracker
  readonly trace: Trace
  readonly tally: Tally

  readonly #geometry: Geometry
  readonly #observer: SwarmObserver
  readonly #addresses: Addresses
  readonly #discovery: PeerDiscovery
  readonly #corruption: Corruption
  readonly #plan: Plan
  readonly #churn: Random
  readonly #leaving: Leaving
  readonly #sent: SentBytes

  constructor(
    settings: SwarmSettings,
    observer: SwarmObserver,
    listener: MessageListener | null = null,
  ) {
    this.settings = settings
    this.#observer = observer
    this.#geometry = new Geometry(settings.sizeBytes, settings.pieceBytes)
    this.population = new Population(settings, this.#geometry)
    const { hosts, endpoints, count } = this.population
    this.trace = new Trace(this.simulation, listener)
    this.network = new Network(
      this.simulation,
      hosts,
      endpoints,
      this.population.store.columns,
      settings.network,
      this.trace,
      this,
    )
    this.#sent = new SentBytes(this.population, this.network)
    this.tally = new Tally(this.population, this.#geometry)
    this.#addresses = new Addresses(this.population)
    const random = new Random(settings.seed, 'tracker')
    this.tracker = new Tracker(this.#addresses.count, settings.tracker, random)
    this.#discovery = this.#makeDiscovery(settings)
    this.#corruption = new Corruption(this.population)
    this.#churn = new Random(settings.seed, 'fate')
    this.#leaving = new Leaving(
      this.simulation,
      this.population,
      this.network,
      this.#geometry,
      this.#churn,
    )
    this.#plan = new Plan(settings, this.tally)
    this.simulation.handle((now, what, a, b) => this.#handle(now, what, a, b))
    for (let host = 0; host < count; host++) {
      const at = this.population.arrivalSeconds[host]
      if (at <= settings.untilSeconds) this.simulation.schedule(at, K.ARRIVE, host, 0)
    }
    for (const { at, index } of this.#plan.timed()) {
      this.simulation.schedule(at, K.PLANNED, index, 0)
    }
  }

  #makeDiscovery({ model, groups, seed }: SwarmSettings): PeerDiscovery {
    const { placement: hostPlacement, inOrder } = this.population
    const addresses = this.#addresses
    if (hostPlacement !== null) return new OverlayDiscovery(this, hostPlacement)
    if (model.kind === 'gossip') {
      const random = new Random(seed, 'gossip')
      const gossip = new Gossip(this, addresses, model.view, model.everySeconds, random)
      return new TrackerDiscovery(this, addresses, gossip)
    }
    const isOrigin = (host: number) => groups[this.population.group[host]].holds.kind === 'all'
    const origins = inOrder.filter(isOrigin)
    if (model.kind === 'hash-ring') return new HashRing(this, origins, model.replicas)
    const known = model.kind === 'peer-assisted' ? origins : []
    return new TrackerDiscovery(this, addresses, this.tracker, known)
  }

  /** Returns the peer of a host; null before its arrival and after its departure. */
  peer(host: number): Peer | null {
    return this.network.peers[host]
  }

  /** Returns the host at the other end of a link. */
  neighbourAt(link: number): number {
    return this.network.addressOf(link)
  }

  /** Returns the bytes that have left a host's uplink beyond the payload of blocks. */
  controlBytes(host: number): number {
    return this.#sent.controlBytes(this.simulation.now, host)
  }

  /** Returns all bytes of a present host that have left its uplink by `now`. */
  sentBytes(host: number, now: number): number {
    return this.#sent.bytes(now, host)
  }

  /** Returns those that are payload of blocks; a block counts by the part of it that is sent. */
  sentPayloadBytes(host: number, now: number): number {
    return this.#sent.payloadBytes(now, host)
  }

  /** Statistics of the ring by consistent hashing; null in any other model. */
  get ring(): RingStats | null {
    return this.#discovery instanceof HashRing ? this.#discovery.stats : null
  }

  /** Whether any two peers are linked or may ever be, if that depends on the tracker. */
  get canMeet(): boolean {
    if (this.tracker.up || this.#plan.someAhead(({ kind }) => kind === 'tracker-up')) return true
    return this.#discovery.canMeet?.() ?? true
  }

  /** For each host the hosts that links may join it with; null if those may be all. */
  get islands(): Int32Array | null {
    return this.#discovery.islands?.() ?? null
  }

  mayServeLater(host: number): boolean {
    return this.#plan.someAhead((action) => mayServe(action, this.population, host))
  }

  blockPutOffUntil(link: number): number {
    return this.network.outages.blockPutOffUntil(link)
  }

  get events(): number {
    return this.simulation.events
  }

  get traceHash(): string {
    return this.trace.hash
  }

  // Reports of the network.

  delivered(
    now: number,
    from: number,
    to: number,
    piece: number,
    bytes: number,
    spoils: boolean,
  ): void {
    if (spoils) this.#corruption.received(to, piece)
    this.#observer.delivered(now, from, to, bytes)
  }

  check(now: number, host: number, piece: number): void {
    const peer = this.network.peers[host] as Peer
    const ok = this.#corruption.passes(host, piece)
    if (ok) this.network.haves.announce(now, host, piece)
    peer.verified(now, piece, ok)
    if (!ok) return
    this.tally.gained(host, piece)
    this.#observer.gained(now, host, piece)
    this.#discovery.gained(now, host, piece)
    if (peer.complete) this.#completed(now, host, peer)
    else this.#leaving.gained(now, host, peer)
    this.#scheduleReached(now)
  }

  unlinked(now: number, host: number, link: number, address: number): void {
    this.#discovery.unlinked(now, host, link, address)
    if (this.#discovery.islands === undefined) this.#contactsChanged()
    else this.tally.changes++
  }

  exhausted(at: number, host: number): void {
    this.#leaving.exhausted(at, host)
  }

  corruptsNext(host: number): boolean {
    return this.#corruption.corruptsNext(host)
  }

  // Events of the peers.

  #handle(now: number, what: number, a: number, b: number): void {
    const kind = what & K.KIND_MASK
    if (kind <= K.LAST_OF_NETWORK) this.network.handle(now, what, a, b)
    else if (kind === K.ARRIVE) this.#arrive(now, a)
    else if (kind === K.PLANNED) this.#act(now, a)
    else if (kind === K.MISSED) this.#discovery.missed(now, a)
    else if (!this.#discovery.isThere(a)) return
    else if (kind === K.FLAP) this.#flap(now, a)
    else if (kind === K.RETURN) this.#return(now, a)
    else if (this.network.outages.defers(this.#addresses.host[a], what, a, b)) return
    else if (kind === K.WAKE) this.#wake(now, a)
    else if (kind === K.DEPART) this.#departIfDue(now, a, b)
    else if (kind === K.LINK_DROP) this.#dropLink(now, a)
    else {
      this.#discovery.handle(now, what, a, b)
      this.#contactsChanged()
    }
  }

  /** Without a tracker, the addresses that peers know and their links decide who may meet. */
  #contactsChanged(): void {
    if (!this.tracker.up) this.tally.changes++
  }

  #arrive(now: number, host: number): void {
    if (this.tally.isGone(host)) return
    const { population, network, simulation } = this
    const { linkDropsPerSecond } = population.of(host)
    const output = this.#discovery.makeOutput(host)
    const { copies } = this.tally
    const peer = population.peer(now, host, this.#geometry, output, undefined, copies)
    network.peers[host] = peer
    network.sharesHoldings[host] = output.announcesAll && population.isTruthful(host) ? 1 : 0
    population.hosts.ints[host * HOST_STRIDE + ONLINE] = 1
    this.trace.record(now, host, VERB.arrive, -1, peer.requests.ownCount, 0)
    this.tally.arrived(host, peer)
    this.#observer.arrived(now, host, peer)
    simulation.schedule(peer.wakeAt, K.WAKE, host, 0)
    this.#discovery.arrived(now, host)
    this.#leaving.arrived(now, host, peer)
    if (linkDropsPerSecond > 0) this.#planLinkDrop(now, host)
    this.#planFlap(now, host)
    this.#scheduleReached(now)
  }

  #wake(now: number, host: number): void {
    const peer = this.network.peers[host] as Peer
    // An outage puts its timer off.
    const isDue = now >= peer.wakeAt
    if (isDue) peer.wake(now)
    this.simulation.schedule(peer.wakeAt, K.WAKE, host, 0)
    if (!isDue) return
    if (this.#leaving.hasReachedRatio(host, peer)) this.#depart(now, host, true)
    else this.#discovery.woken(now, host)
  }

  #completed(now: number, host: number, peer: Peer): void {
    this.trace.record(now, host, VERB.complete, -1, 0, 0)
    this.tally.completed(host)
    this.#observer.completed(now, host)
    this.#discovery.completed(now, host)
    this.#leaving.completed(now, host, peer)
  }

  #departIfDue(now: number, host: number, reason: number): void {
    const peer = this.network.peers[host] as Peer
    if (this.#leaving.isDue(now, host, peer, reason)) this.#depart(now, host, true)
  }

  /**
   * Removes a peer. A graceful one tells its neighbours and the tracker. One that is killed or
   * offline tells nobody: the others find out by themselves.
   */
  #depart(now: number, host: number, graceful: boolean): void {
    const peer = this.network.peers[host]
    if (peer === null) {
      this.tally.neverCame(host)
      return
    }
    const tells = graceful && !this.network.outages.isSilent(host)
    this.trace.record(now, host, VERB.depart, -1, 0, 0)
    if (tells) {
      this.#discovery.stopped(now, host)
      peer.leave(now)
    } else this.#vanish(now, host, peer)
    this.tally.departed(host, peer)
    this.#observer.departed(now, host, peer)
    this.network.peers[host] = null
    this.#discovery.departed(host)
    this.population.hosts.ints[host * HOST_STRIDE + ONLINE] = 0
    if (tells) this.#discovery.missed(now, host)
    else this.simulation.schedule(now + SILENCE_SECONDS, K.MISSED, host, 0)
  }

  /** Takes a host off the network for ever, without a message. */
  #vanish(now: number, host: number, peer: Peer): void {
    const { network } = this
    const { first, end } = peer.links
    network.outages.begin(now, host, Number.POSITIVE_INFINITY, peer.links)
    for (let link = first; link < end; link++) {
      if (network.endpoints.other[link] !== UNCONNECTED) network.closeHere(now, link, true)
    }
    peer.leave(now, true)
  }

  // Faults.

  #planFlap(now: number, host: number): void {
    const { flapsPerSecond } = this.population.of(host)
    if (flapsPerSecond === 0) return
    this.simulation.schedule(now + this.#churn.exponential(1 / flapsPerSecond), K.FLAP, host, 0)
  }

  /** Begins an outage and plans the next one: a host has one chain of them. */
  #flap(now: number, host: number): void {
    const { flapSeconds } = this.population.of(host)
    this.#goOffline(now, host, flapSeconds)
    this.#planFlap(now + flapSeconds, host)
  }

  #goOffline(now: number, host: number, seconds: number): void {
    const { links } = this.network.peers[host] as Peer
    this.network.outages.begin(now, host, now + seconds, links)
    this.population.hosts.ints[host * HOST_STRIDE + ONLINE] = 0
  }

  #return(now: number, host: number): void {
    const { outages, uplinks, downlinks } = this.network
    const seconds = outages.end(now, host)
    if (seconds === 0) return
    this.population.hosts.ints[host * HOST_STRIDE + ONLINE] = 1
    downlinks.resume(now, host, seconds)
    uplinks.resume(now, host, seconds)
    const peer = this.network.peers[host] as Peer
    peer.links.slept(seconds)
    peer.stats.wakeAt += seconds
    this.#discovery.returned(now, host)
  }

  #planLinkDrop(now: number, host: number): void {
    const { linkDropsPerSecond } = this.population.of(host)
    const mean = 1 / (linkDropsPerSecond * this.population.role(host).peer.maxLinks)
    this.simulation.schedule(now + this.#churn.exponential(mean), K.LINK_DROP, host, 0)
  }

  /** Breaks the link in a random row, all equally likely; an empty row has nothing to lose. */
  #dropLink(now: number, host: number): void {
    const peer = this.network.peers[host] as Peer
    peer.hangUp(now, peer.links.first + this.#churn.below(peer.links.capacity))
    this.#planLinkDrop(now, host)
  }

  // Planned events.

  #scheduleReached(now: number): void {
    for (const index of this.#plan.reached()) this.simulation.schedule(now, K.PLANNED, index, 0)
  }

  #act(now: number, index: number): void {
    const action = this.#plan.action(index)
    if (!('node' in action || 'group' in action)) this.tracker.up = action.kind === 'tracker-up'
    else for (const host of this.population.meant(action)) this.#actOn(now, host, action, index)
  }

  #actOn(now: number, host: number, action: HostActionSettings, index: number): void {
    const { kind } = action
    if (kind === 'access' || kind === 'access-node') this.#changeAccess(now, host, action)
    else if (kind === 'policy' || kind === 'policy-node') changePolicy(this, host, action, index)
    else if (kind === 'kill' || kind === 'kill-node') this.#depart(now, host, false)
    else if (kind === 'leave' || kind === 'leave-node') this.#depart(now, host, true)
    else if (this.network.peers[host] === null) return
    else if (kind === 'flap-node') this.#goOffline(now, host, action.seconds)
    // A host that is offline tells its parents, or its neighbours, on its return.
    else if (this.network.outages.defers(host, K.PLANNED, index, 0)) this.#plan.putOff(index)
    else if (kind === 'unchoke-node') chooseByHand(this, now, host, action)
    else this.#discovery.cut(now, host)
  }

  #changeAccess(now: number, host: number, to: AccessActionSettings): void {
    const initial = this.population.of(host).access
    const { uplinks, downlinks, outages } = this.network
    this.#observer.linkChanges?.(now, host)
    const from = outages.lastOnline(host, now)
    uplinks.changeRate(from, host, to.upBytesPerSecond ?? initial.upBytesPerSecond)
    downlinks.changeRate(from, host, to.downBytesPerSecond ?? initial.downBytesPerSecond)
  }
}
