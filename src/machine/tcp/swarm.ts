import { Random } from '../../base/random.js'
import type { MeasuredSwarm } from '../../lab/run/measured-swarm.js'
import type { Cancel, Clock } from '../../net/common/wall-clock.js'
import type { SessionLink } from '../../net/session/session-link.js'
import type { AnnounceEvent } from '../../peer/announcer.js'
import type { Peer } from '../../peer/peer.js'
import { CAP, HOST_STRIDE } from '../../sim/hosts.js'
import type { SwarmObserver } from '../../sim/observer.js'
import { changePolicy, chooseByHand, mayServe } from '../../sim/plan/choking-actions.js'
import { Plan } from '../../sim/plan/plan.js'
import { Population } from '../../sim/population.js'
import type { AccessActionSettings, SwarmSettings } from '../../sim/settings.js'
import { Tally } from '../../sim/tally.js'
import { Tracker } from '../../sim/tracker.js'
import { WireOverhead } from '../../sim/wire-overhead.js'
import { TcpContent } from './content.js'
import { addressOf, hostAt, TcpHost } from './host.js'

/** Seconds between two checks of a host's links, announces and ratio. */
const LOOK_SECONDS = 10
/** Seconds between two looks at a leaving peer that still serves requests. */
const SERVED_LOOK_SECONDS = 0.1

/**
 * A scenario's swarm on real sockets: each peer has a loopback address, and random decisions are
 * the same as in the simulation. So are arrivals, departures, planned events and the tracker, which
 * runs in this process. The network is the machine's loopback, limited to the scenario's rates;
 * latency, windows and slow start are the loopback's.
 */
export class TcpSwarm implements MeasuredSwarm {
  readonly settings: SwarmSettings
  readonly population: Population
  readonly tally: Tally
  readonly ring = null
  readonly events = 0
  readonly traceHash = ''
  readonly clock: Clock

  readonly #observer: SwarmObserver
  readonly #failed: (error: Error) => void
  readonly #content: TcpContent
  readonly #overhead: WireOverhead
  readonly #tracker: Tracker
  readonly #plan: Plan
  readonly #churn: Random
  readonly #hosts: (TcpHost | null)[]
  readonly #answer: Int32Array
  readonly #neighbours: Int32Array
  /** Control bytes of hosts that have left. */
  readonly #controlBytes: Float64Array
  readonly #timers = new Set<Cancel>()
  readonly #closing: Promise<void>[] = []

  /** `failed` receives errors of the machine, such as a port in use. */
  constructor(
    settings: SwarmSettings,
    clock: Clock,
    observer: SwarmObserver,
    failed: (error: Error) => void,
  ) {
    this.settings = settings
    this.clock = clock
    this.#observer = observer
    this.#failed = failed
    this.#content = new TcpContent(settings.sizeBytes, settings.pieceBytes)
    this.#overhead = new WireOverhead(settings.network)
    const { geometry } = this.#content
    this.population = new Population(settings, geometry)
    const { count, store } = this.population
    this.tally = new Tally(this.population, geometry)
    this.#tracker = new Tracker(count, settings.tracker, new Random(settings.seed, 'tracker'))
    this.#plan = new Plan(settings, this.tally)
    this.#churn = new Random(settings.seed, 'fate')
    this.#hosts = new Array(count).fill(null)
    this.#answer = new Int32Array(settings.tracker.peersPerAnnounce)
    this.#neighbours = new Int32Array(store.columns.linkCount)
    this.#controlBytes = new Float64Array(count)
  }

  /** Schedules arrivals and timed events. */
  start(): void {
    const { count, arrivalSeconds } = this.population
    for (let host = 0; host < count; host++) {
      const at = arrivalSeconds[host]
      if (at <= this.settings.untilSeconds) this.#at(at, () => this.#arrive(host))
    }
    for (const { at, index } of this.#plan.timed()) {
      this.#at(at, () => this.#perform(index))
    }
  }

  /** Stops all peers without announces, and cancels all timers. */
  async stop(): Promise<void> {
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    for (const host of this.#hosts) if (host !== null) this.#closing.push(host.close())
    await Promise.all(this.#closing)
  }

  peer(host: number): Peer | null {
    return this.#hosts[host]?.session.peer ?? null
  }

  neighbourAt(link: number): number {
    return this.#neighbours[link]
  }

  controlBytes(host: number): number {
    return this.#hosts[host]?.session.overheadBytes ?? this.#controlBytes[host]
  }

  sentBytes(host: number): number {
    return this.sentPayloadBytes(host) + this.controlBytes(host)
  }

  sentPayloadBytes(host: number): number {
    return this.peer(host)?.stats.uploadedBytes ?? 0
  }

  mayServeLater(host: number): boolean {
    return this.#plan.someAhead((action) => mayServe(action, this.population, host))
  }

  get #now(): number {
    return this.clock.now()
  }

  #at(seconds: number, action: () => void): void {
    this.#after(seconds - this.#now, action)
  }

  #after(seconds: number, action: () => void): void {
    const cancel = this.clock.after(Math.max(0, seconds), () => {
      this.#timers.delete(cancel)
      action()
    })
    this.#timers.add(cancel)
  }

  // Arrivals and departures.

  #arrive(host: number): void {
    if (this.tally.isGone(host)) return
    const { population } = this
    const now = this.#now
    const tcpHost = new TcpHost(now, host, {
      population,
      overhead: this.#overhead,
      content: this.#content,
      clock: this.clock,
      listener: {
        pieceVerified: (piece) => this.#gained(host, piece),
        transferred: (link, downloaded, uploaded) =>
          this.#transferred(host, link, downloaded, uploaded),
        connected: (link) => {
          this.#neighbours[link.row] = hostAt(link.connection?.remoteAddress ?? addressOf(host))
        },
        failed: this.#failed,
      },
    })
    this.#hosts[host] = tcpHost
    const { peer } = tcpHost.session
    this.tally.arrived(host, peer)
    this.#observer.arrived(now, host, peer)
    if (peer.complete) this.#scheduleDeparture(host)
    const { abortPerSecond, linkDropsPerSecond } = population.of(host)
    if (abortPerSecond > 0) {
      this.#after(this.#churn.exponential(1 / abortPerSecond), () => {
        if (!peer.complete) this.#depart(host, true)
      })
    }
    if (linkDropsPerSecond > 0) this.#scheduleLinkDrop(host)
    this.#schedulePlanned()
    if (population.hosts.reachable[host] === 0) this.#begin(tcpHost)
    else tcpHost.open().then(() => this.#begin(tcpHost), this.#failed)
  }

  /** Announces a host that can be dialled now, and starts its regular checks. */
  #begin(tcpHost: TcpHost): void {
    if (this.#hosts[tcpHost.host] !== tcpHost) return
    this.#announce(tcpHost)
    this.#after(LOOK_SECONDS, () => this.#checkHost(tcpHost))
  }

  #checkHost(tcpHost: TcpHost): void {
    const { host, session, announcer } = tcpHost
    if (this.#hosts[host] !== tcpHost) return
    const { leaving } = this.population.of(host)
    const enough = leaving.kind === 'ratio' ? leaving.ratio * this.settings.sizeBytes : 0
    if (
      leaving.kind === 'ratio' &&
      session.peer.complete &&
      session.peer.stats.uploadedBytes >= enough
    ) {
      this.#depart(host, true)
      return
    }
    announcer.onLinkCount(this.#now, session.peer.links.connected)
    this.#announce(tcpHost)
    this.#after(LOOK_SECONDS, () => this.#checkHost(tcpHost))
  }

  #gained(host: number, piece: number): void {
    const { peer } = (this.#hosts[host] as TcpHost).session
    this.tally.gained(host, piece)
    this.#observer.gained(this.#now, host, piece)
    if (peer.complete) this.#completed(host)
    else this.#scheduleEarlyDeparture(host, peer)
    this.#schedulePlanned()
  }

  #completed(host: number): void {
    const tcpHost = this.#hosts[host] as TcpHost
    this.tally.completed(host)
    this.#observer.completed(this.#now, host)
    tcpHost.announcer.completed(this.#now)
    this.#announce(tcpHost)
    this.#scheduleDeparture(host)
  }

  #scheduleDeparture(host: number): void {
    const { leaving } = this.population.of(host)
    const atOnce = leaving.kind === 'on-completion' || leaving.kind === 'share'
    if (atOnce) this.#after(0, () => this.#depart(host, true))
    if (leaving.kind === 'linger') {
      this.#after(this.#churn.exponential(leaving.meanSeconds), () => this.#depart(host, true))
    }
    if (leaving.kind === 'linger-fixed') {
      this.#after(leaving.seconds, () => this.#depart(host, true))
    }
    if (leaving.kind === 'after-uploads') this.#departWhenServed(host)
  }

  /** Lets a peer serve the requests that it has accepted, and removes it. */
  #departWhenServed(host: number): void {
    const tcpHost = this.#hosts[host]
    if (tcpHost === null) return
    const { serving } = tcpHost.session.peer
    serving.mostWaiting = 0
    if (serving.isAwaited) this.#after(SERVED_LOOK_SECONDS, () => this.#departWhenServed(host))
    else this.#after(0, () => this.#depart(host, true))
  }

  #scheduleEarlyDeparture(host: number, { requests }: Peer): void {
    const { leaving } = this.population.of(host)
    if (leaving.kind !== 'share') return
    if (requests.ownCount < leaving.share * this.#content.geometry.pieceCount) return
    this.#after(0, () => {
      if (this.#hosts[host] !== null) this.#depart(host, true)
    })
  }

  #depart(host: number, graceful: boolean): void {
    const tcpHost = this.#hosts[host]
    if (tcpHost === null) {
      this.tally.neverCame(host)
      return
    }
    const { peer } = tcpHost.session
    if (graceful && this.#tracker.up) {
      this.#tracker.announce(this.#now, host, 'stopped', this.#answer)
    }
    this.#closing.push(tcpHost.close())
    this.#controlBytes[host] = tcpHost.session.overheadBytes
    this.tally.departed(host, peer)
    this.#observer.departed(this.#now, host, peer)
    this.#hosts[host] = null
  }

  #scheduleLinkDrop(host: number): void {
    const { linkDropsPerSecond, peer: settings } = this.population.of(host)
    const mean = 1 / (linkDropsPerSecond * settings.maxLinks)
    this.#after(this.#churn.exponential(mean), () => {
      const peer = this.peer(host)
      if (peer === null) return
      peer.hangUp(this.#now, peer.links.first + this.#churn.below(peer.links.capacity))
      this.#scheduleLinkDrop(host)
    })
  }

  /** Accounts for a block that was received or sent. */
  #transferred(host: number, link: SessionLink, downloaded: number, uploaded: number): void {
    const neighbour = this.#neighbours[link.row]
    if (downloaded > 0) this.#observer.delivered(this.#now, neighbour, host, downloaded)
    const { reals } = this.population.hosts
    if (uploaded === 0 || reals[host * HOST_STRIDE + CAP] === Number.POSITIVE_INFINITY) return
    reals[host * HOST_STRIDE + CAP] -= this.#overhead.blockBytes(uploaded)
    if (reals[host * HOST_STRIDE + CAP] <= 0) this.#after(0, () => this.#depart(host, true))
  }

  // The tracker and planned events.

  #announce(tcpHost: TcpHost): void {
    const { host, announcer, session } = tcpHost
    const event = announcer.due(this.#now)
    if (event === null) return
    if (!this.#tracker.up) {
      announcer.failed(this.#now)
      return
    }
    this.#tracker.note(host, session.peer)
    this.#sendAnnounce(tcpHost, event)
  }

  #sendAnnounce({ host, announcer, session }: TcpHost, event: AnnounceEvent): void {
    const { intervalSeconds, minIntervalSeconds } = this.settings.tracker
    const found = this.#tracker.announce(this.#now, host, event, this.#answer)
    announcer.answered(this.#now, intervalSeconds, minIntervalSeconds)
    for (const other of [...this.#answer.subarray(0, found)]) {
      const there = this.#hosts[other]
      if (there !== null) session.addPeer(there.address, 'tracker')
    }
  }

  #schedulePlanned(): void {
    for (const index of this.#plan.reached()) {
      this.#after(0, () => this.#perform(index))
    }
  }

  #perform(index: number): void {
    const action = this.#plan.action(index)
    if (action.kind === 'tracker-down') this.#tracker.up = false
    else if (action.kind === 'tracker-up') this.#tracker.up = true
    else {
      for (const host of this.population.meant(action)) {
        if ('upBytesPerSecond' in action) this.#setAccess(host, action)
        else if ('change' in action) changePolicy(this, host, action, index)
        else if (action.kind === 'unchoke-node') chooseByHand(this, this.#now, host, action)
        else this.#depart(host, action.kind === 'leave' || action.kind === 'leave-node')
      }
    }
  }

  #setAccess(host: number, to: AccessActionSettings): void {
    const tcpHost = this.#hosts[host]
    if (tcpHost === null) return
    const initial = this.population.of(host).access
    tcpHost.up.bytesPerSecond = to.upBytesPerSecond ?? initial.upBytesPerSecond
    tcpHost.down.bytesPerSecond = to.downBytesPerSecond ?? initial.downBytesPerSecond
  }
}
