import type { Experiment } from '../lab/run/experiment.js'
import type { Peer } from '../peer/peer.js'
import type { ChokeReason } from '../peer/policy.js'
import type { PeerSettings } from '../peer/settings.js'
import { Addresses } from '../sim/addresses.js'
import type { PeerRole } from '../sim/overlays/host-placement.js'
import type { Swarm } from '../sim/swarm.js'
import { BlockLog } from './block-log.js'
import { ColumnTable } from './column-table.js'
import {
  DEPARTURES,
  EVENT,
  type EventKind,
  NO_REASON,
  packDecision,
  packPick,
  reasonOf,
} from './event-kind.js'
import { PickLog } from './pick-log.js'
import { RecordedOutput, type SentListener } from './recorded-output.js'
import { headerOf, hostsOf } from './recorded-scenario.js'
import { type EventColumns, NOBODY, type Recording } from './recording.js'

/** The most hosts that a recording can number. */
const MAX_HOSTS = NOBODY

/** An event that is not one of a link has no row. */
const NO_ROW = -1

/**
 * Records a run. It listens to the peers and the network of an experiment and changes nothing: the
 * trace hash is that of the run alone. A run without a recorder pays nothing for it.
 */
export class Recorder implements SentListener {
  readonly #experiment: Experiment
  readonly #swarm: Swarm
  readonly #events = new ColumnTable<EventColumns>({
    time: new Float64Array(),
    kind: new Uint8Array(),
    host: new Uint16Array(),
    other: new Uint16Array(),
    row: new Int32Array(),
    value: new Int32Array(),
    detail: new Int32Array(),
  })
  readonly #blocks: BlockLog
  readonly #picks: PickLog
  /** The role of each host before planned events change it. */
  readonly #roles: readonly PeerRole[]
  #isAbandoned = false
  /** For each link's row: the last decision of the choker, and the one that was recorded last. */
  readonly #decision: Int32Array
  readonly #recorded: Int32Array
  /** For each link's row: the rate by which the choker ranked it last, bytes/s. */
  readonly #rate: Int32Array

  /**
   * Begins to record an experiment, before its first event.
   * @throws RangeError if the swarm has more hosts than a recording can number
   */
  constructor(experiment: Experiment) {
    const { swarm } = experiment
    const { count, endpoints } = swarm.population
    if (count > MAX_HOSTS) throw new RangeError(`${count} peers; a recording has ${MAX_HOSTS}`)
    this.#experiment = experiment
    this.#swarm = swarm
    this.#blocks = new BlockLog(swarm)
    this.#decision = new Int32Array(endpoints.count).fill(NO_REASON)
    this.#recorded = new Int32Array(endpoints.count).fill(NO_REASON)
    this.#rate = new Int32Array(endpoints.count)
    this.#picks = new PickLog(swarm)
    this.#roles = Array.from({ length: count }, (_, host) => swarm.population.role(host))
    this.#watchPeers()
    this.#watchNetwork()
    this.#watchTracker()
  }

  /** The bytes of what was recorded so far. */
  get bytes(): number {
    return this.#events.bytes + this.#blocks.bytes
  }

  /**
   * Ends the recording and drops it: a run must not die of a recording that grows too large. Do not
   * call `finish` then.
   */
  abandon(): void {
    this.#isAbandoned = true
    this.#events.clear()
    this.#blocks.abandon()
  }

  /**
   * Returns what was recorded so far. `name` and `title` are the scenario's. Call it once, at the
   * end of the run.
   */
  finish({ name, title }: { readonly name: string; readonly title: string }): Recording {
    return {
      header: headerOf(this.#experiment, name, title),
      hosts: hostsOf(this.#swarm),
      events: this.#events.trimmed(),
      blocks: this.#blocks.finish(),
    }
  }

  #write(now: number, kind: EventKind, host: number, row: number, value: number, detail = 0): void {
    if (this.#isAbandoned) return
    const { columns } = this.#events
    const at = this.#events.count
    columns.time[at] = now
    columns.kind[at] = kind
    columns.host[at] = host
    columns.other[at] = row === NO_ROW ? NOBODY : this.#swarm.neighbourAt(row)
    columns.row[at] = row
    columns.value[at] = value
    columns.detail[at] = detail
    this.#events.append()
  }

  #watchPeers(): void {
    const { population } = this.#swarm
    const make = population.peer.bind(population)
    population.peer = (now, host, geometry, output, ...rest) => {
      const peer = make(now, host, geometry, new RecordedOutput(output, host, this), ...rest)
      this.#arrived(now, host, peer)
      this.#watchPeer(host, peer)
      return peer
    }
  }

  #arrived(now: number, host: number, peer: Peer): void {
    this.#write(now, EVENT.arrived, host, NO_ROW, 0)
    this.#picks.arrived(host)
    const hasChanged = this.#swarm.population.role(host) !== this.#roles[host]
    if (hasChanged) this.#policyChanged(now, host, peer.serving.settings)
    if (peer.complete) {
      this.#write(now, EVENT.held, host, NO_ROW, -1)
      return
    }
    const { holdings } = this.#swarm.population.store.columns
    const { ownRow } = peer
    for (let p = holdings.nextSet(ownRow, 0); p >= 0; p = holdings.nextSet(ownRow, p + 1)) {
      this.#write(now, EVENT.held, host, NO_ROW, p)
    }
  }

  #policyChanged(now: number, host: number, { slots, optimisticSlots }: PeerSettings): void {
    this.#write(now, EVENT.policyChanged, host, NO_ROW, slots, optimisticSlots)
  }

  /** Wraps the methods of a peer by which a recording learns what happens inside it. */
  #watchPeer(host: number, peer: Peer): void {
    const { serving, links } = peer
    const { simulation } = this.#swarm
    const original = {
      verified: peer.verified.bind(peer),
      leave: peer.leave.bind(peer),
      rechoke: serving.rechoke.bind(serving),
      setSnubbed: links.setSnubbed.bind(links),
    }
    peer.verified = (now, piece, ok) => {
      if (ok) this.#write(now, EVENT.gained, host, NO_ROW, piece)
      else this.#picks.failed(host, piece)
      original.verified(now, piece, ok)
    }
    peer.leave = (now, silently = false) => {
      const how = silently ? 'vanished' : peer.complete ? 'complete' : 'left'
      original.leave(now, silently)
      this.#write(now, EVENT.departed, host, NO_ROW, DEPARTURES.indexOf(how))
    }
    serving.rechoke = (now, timed) => {
      this.#decision.fill(NO_REASON, links.first, links.end)
      this.#rate.fill(0, links.first, links.end)
      if (timed) this.#write(now, EVENT.rechoked, host, NO_ROW, 0)
      const { settings } = serving
      original.rechoke(now, timed)
      if (serving.settings !== settings) this.#policyChanged(now, host, serving.settings)
    }
    links.setSnubbed = (link, isSnubbed) => {
      const before = links.snubbed[link] === 1
      original.setSnubbed(link, isSnubbed)
      // A new link is marked before it has a connection: `linked` records that mark.
      if (before === isSnubbed || !this.#blocks.isLinked(link)) return
      this.#write(simulation.now, isSnubbed ? EVENT.snubbed : EVENT.unsnubbed, host, link, 0)
    }
    peer.recorder = {
      decided: (link, unchoked, reason, rank, rate) => {
        this.#rate[link] = wholeBytes(rate)
        this.#decided(host, link, unchoked, reason, rank)
      },
    }
    this.#blocks.watch(host, peer)
  }

  /** Notes a decision, and records it if a link stays unchoked for another reason or rank. */
  #decided(host: number, link: number, unchoked: boolean, reason: ChokeReason, rank: number): void {
    const decision = packDecision(reason, rank)
    this.#decision[link] = decision
    const { links } = this.#swarm.peer(host) as Peer
    const stays = unchoked && links.unchoked[link] === 1
    const before = this.#recorded[link]
    if (!stays || before === decision) return
    this.#recorded[link] = decision
    const { now } = this.#swarm.simulation
    const kind = reasonOf(before) === reason ? EVENT.ranked : EVENT.slotChanged
    this.#write(now, kind, host, link, decision, this.#rate[link])
  }

  #watchNetwork(): void {
    const swarm = this.#swarm
    const { outages, uplinks } = swarm.network
    const unlinked = swarm.unlinked.bind(swarm)
    swarm.unlinked = (now, host, link, address) => {
      this.#write(now, EVENT.closed, host, link, 0)
      this.#blocks.closed(now, host, link)
      unlinked(now, host, link, address)
    }
    const begin = outages.begin.bind(outages)
    outages.begin = (now, host, until, links) => {
      const isNew = until < Number.POSITIVE_INFINITY && !outages.isSilent(host)
      if (isNew) this.#write(now, EVENT.offline, host, NO_ROW, 0)
      begin(now, host, until, links)
    }
    const end = outages.end.bind(outages)
    outages.end = (now, host) => {
      const seconds = end(now, host)
      if (seconds > 0) this.#write(now, EVENT.online, host, NO_ROW, 0)
      return seconds
    }
    const changeRate = uplinks.changeRate.bind(uplinks)
    uplinks.changeRate = (now, host, bytesPerSecond) => {
      this.#write(swarm.simulation.now, EVENT.uplink, host, NO_ROW, wholeBytes(bytesPerSecond))
      changeRate(now, host, bytesPerSecond)
    }
  }

  #watchTracker(): void {
    const { tracker, population } = this.#swarm
    const hosts = new Addresses(population).host
    const announce = tracker.announce.bind(tracker)
    tracker.announce = (now, address, event, answer) => {
      const found = announce(now, address, event, answer)
      if (event === 'stopped') return found
      const { listed } = tracker.swarm
      this.#write(now, EVENT.answered, hosts[address], NO_ROW, found, listed)
      return found
    }
  }

  linked(now: number, host: number, link: number): void {
    this.#write(now, EVENT.linked, host, link, 0)
    this.#blocks.linked(link)
    const isSnubbed = this.#swarm.peer(host)?.links.snubbed[link] === 1
    if (isSnubbed) this.#write(now, EVENT.snubbed, host, link, 0)
  }

  interested(now: number, host: number, link: number, isInterested: boolean): void {
    const kind = isInterested ? EVENT.interested : EVENT.notInterested
    this.#write(now, kind, host, link, 0)
  }

  unchoked(now: number, host: number, link: number, isUnchoked: boolean): void {
    const decision = this.#decision[link]
    this.#recorded[link] = isUnchoked ? decision : NO_REASON
    const kind = isUnchoked ? EVENT.unchoked : EVENT.choked
    this.#write(now, kind, host, link, decision, this.#rate[link])
  }

  requested(now: number, host: number, link: number, piece: number): void {
    const pick = this.#picks.requested(host, link, piece)
    if (pick !== null) this.#write(now, EVENT.started, host, link, piece, packPick(pick))
  }

  sent(now: number, host: number, link: number, piece: number, index: number): void {
    this.#blocks.sent(now, host, link, piece, index)
  }
}

/** A capacity as a value of an event; an endless one is the largest value. */
function wholeBytes(bytesPerSecond: number): number {
  return Math.min(0x7fff_ffff, Math.round(bytesPerSecond))
}
