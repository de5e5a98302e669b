import { LINK_STRIDE } from '../peer/peer-columns.js'
import { SILENCE_SECONDS } from '../peer/silence.js'
import * as E from './endpoints.js'
import * as K from './event-kinds.js'
import type { HaveMessages } from './have-messages.js'
import type { Hosts } from './hosts.js'
import type { Handler, Simulation } from './simulation.js'

/** Times that differ by less than this are the same, seconds. */
const TOLERANCE_SECONDS = 1e-9

/** The rows of one peer's links. */
interface LinkRange {
  readonly first: number
  readonly end: number
}

/**
 * The hosts that are silent: offline for a while, or killed. Nothing leaves or reaches a silent
 * host, and nobody is told: neighbours notice that nothing comes.
 *
 * An offline host stands still, its peer's timers included. What reaches it meanwhile is delivered
 * on its return, in order, as TCP's retransmissions would. Its connections survive unless a
 * neighbour closes them after `SILENCE_SECONDS`.
 */
export class Outages {
  /** Whether any host is or was silent; while false, no event needs a look at its hosts. */
  any = false
  /** Since when each host is silent, seconds; Infinity while it is on the network. */
  readonly since: Float64Array
  /** When its outage ends, as far as is known, seconds; Infinity for never. */
  readonly until: Float64Array
  /** The last outage of each host that has ended: its beginning and end, seconds. */
  readonly #lastSince: Float64Array
  readonly #lastUntil: Float64Array
  /** What waits for an offline host waits until this time, its next chance to return, seconds. */
  readonly #returnAt: Float64Array
  /** For each endpoint: when the last of what its sender's outage held up could arrive, seconds. */
  readonly #heldUntil = new Map<number, number>()
  readonly #held: HeldEvents
  /** For each endpoint: until when an outage of either end has put off a block, seconds. */
  readonly #blockPutOffUntil = new Map<number, number>()
  readonly #sim: Simulation
  readonly #haves: Pick<HaveMessages, 'postpone'>
  readonly #deliver: Handler
  readonly #latencySeconds: Float64Array
  /** The rows of all links in the peers' columns. */
  readonly #links: Int32Array

  /** `deliver` takes the events that were held up. */
  constructor(
    sim: Simulation,
    hosts: Hosts,
    links: Int32Array,
    haves: Pick<HaveMessages, 'postpone'>,
    deliver: Handler,
  ) {
    this.#sim = sim
    this.#haves = haves
    this.#deliver = deliver
    this.#held = new HeldEvents(links.length / LINK_STRIDE)
    this.#latencySeconds = hosts.latencySeconds
    this.#links = links
    this.since = new Float64Array(hosts.count).fill(Number.POSITIVE_INFINITY)
    this.until = new Float64Array(hosts.count)
    this.#returnAt = new Float64Array(hosts.count)
    this.#lastSince = new Float64Array(hosts.count)
    this.#lastUntil = new Float64Array(hosts.count)
  }

  /** Whether a host is offline or was killed. */
  isSilent(host: number): boolean {
    return this.since[host] < Number.POSITIVE_INFINITY
  }

  /** Returns when the host was last on the network, seconds: `now`, unless it is silent. */
  lastOnline(host: number, now: number): number {
    return Math.min(now, this.since[host])
  }

  /** Returns the time before which nothing arrived of what reaches endpoint `o` now, seconds. */
  heldUntil(o: number): number {
    return this.any ? (this.#heldUntil.get(o) ?? 0) : 0
  }

  /** Until when an outage has put off a block on its way to endpoint `o`, seconds; 0 if never. */
  blockPutOffUntil(o: number): number {
    return this.any ? (this.#blockPutOffUntil.get(o) ?? 0) : 0
  }

  /** Whether a host is offline and may return. */
  isOffline(host: number): boolean {
    return this.isSilent(host) && this.#returnAt[host] < Number.POSITIVE_INFINITY
  }

  /**
   * Takes a host with these links off the network until a time, or for ever (Infinity). Of outages
   * that overlap the latest end counts. Each neighbour closes once it has missed the host for long.
   */
  begin(now: number, host: number, until: number, links: LinkRange): void {
    this.any = true
    const isNew = !this.isSilent(host)
    const before = isNew ? 0 : this.until[host] - this.since[host]
    if (isNew) this.since[host] = now
    this.until[host] = isNew ? until : Math.max(this.until[host], until)
    if (until === Number.POSITIVE_INFINITY) this.#returnAt[host] = until
    else if (isNew) this.#returnAfter(host, until)
    const isMissed = this.until[host] - this.since[host] >= SILENCE_SECONDS
    if (isMissed && before < SILENCE_SECONDS) this.#scheduleMissing(now, host, links)
    this.#haves.postpone(host, this.since[host], this.until[host] - this.since[host] - before)
  }

  #returnAfter(host: number, until: number): void {
    this.#returnAt[host] = until
    this.#sim.schedule(until, K.RETURN, host, 0)
  }

  #scheduleMissing(now: number, host: number, { first, end }: LinkRange): void {
    const links = this.#links
    for (let e = first; e < end; e++) {
      const o = links[e * LINK_STRIDE + E.OTHER]
      if (o < 0) continue
      const at = Math.max(now, this.since[host] + SILENCE_SECONDS + this.#pathSeconds(e))
      const generation = links[o * LINK_STRIDE + E.GENERATION]
      this.#sim.schedule(at, K.SILENCE | (generation << K.KIND_BITS), o, 0)
    }
  }

  /** Ends a host's outage, unless a later one overlaps it; returns how long it was, or 0. */
  end(now: number, host: number): number {
    const until = this.until[host]
    if (now < until) {
      this.#returnAfter(host, until)
      return 0
    }
    const seconds = now - this.since[host]
    this.#lastSince[host] = this.since[host]
    this.#lastUntil[host] = now
    this.since[host] = Number.POSITIVE_INFINITY
    return seconds
  }

  /** Puts off an event of an offline host until its return; false if the host is online. */
  defers(host: number, what: number, a: number, b: number): boolean {
    if (!this.isOffline(host)) return false
    this.#sim.schedule(this.#returnAt[host], what, a, b)
    return true
  }

  /**
   * Puts off or drops an event of the network that a silent host holds up; else false. The events
   * of a connection keep their order: one behind another that is held up waits, too.
   */
  holds(now: number, what: number, a: number, b: number): boolean {
    const kind = what & K.KIND_MASK
    // The uplink's current block is rescheduled on its host's return.
    if (kind === K.UPLINK) return this.isOffline(a)
    const links = this.#links
    if (kind === K.BLOCK_THROUGH || kind === K.SILENCE)
      return this.defers(links[a * LINK_STRIDE + E.HOST], what, a, b)
    const generation = what >>> K.KIND_BITS
    if (kind === K.RELEASE) {
      this.#release(now, generation, a)
      return true
    }
    if (generation !== links[a * LINK_STRIDE + E.GENERATION]) return false
    const heldUntil = this.#nextChance(now, a)
    const lastAt = this.#held.lastAt(generation, a)
    if (heldUntil <= now && lastAt === Number.NEGATIVE_INFINITY) return false
    if (heldUntil === Number.POSITIVE_INFINITY) return true
    const at = Math.max(heldUntil, lastAt)
    this.#held.push(generation, a, { what, b, at })
    if (kind === K.BLOCK_IN) this.#blockPutOffUntil.set(a, at)
    this.#scheduleRelease(at, generation, a)
    return true
  }

  /** Lets the first event that is held up on a connection happen, if nothing holds it up now. */
  #release(now: number, generation: number, o: number): void {
    const event = this.#held.first(generation, o)
    const isCurrent = generation === this.#links[o * LINK_STRIDE + E.GENERATION]
    // There is a release for every event, and this one may be for an event behind the first.
    if (isCurrent && event.at <= now) event.at = this.#nextChance(now, o)
    if (isCurrent && event.at > now && event.at < Number.POSITIVE_INFINITY) {
      if ((event.what & K.KIND_MASK) === K.BLOCK_IN) this.#blockPutOffUntil.set(o, event.at)
      this.#scheduleRelease(event.at, generation, o)
      return
    }
    this.#held.shift(generation, o)
    if (event.at <= now || !isCurrent) this.#deliver(now, event.what, o, event.b)
  }

  #scheduleRelease(at: number, generation: number, o: number): void {
    this.#sim.schedule(at, K.RELEASE | (generation << K.KIND_BITS), o, 0)
  }

  /**
   * Returns when what reaches endpoint `o` now may do so: now, when a silent host at one of the
   * ends may be back, or never (Infinity).
   */
  #nextChance(now: number, o: number): number {
    const links = this.#links
    const receiver = links[o * LINK_STRIDE + E.HOST]
    if (this.isOffline(receiver)) return this.#returnAt[receiver]
    const sender = links[o * LINK_STRIDE + E.ADDRESS]
    const pathSeconds = this.#pathSeconds(o)
    const leftAt = now - pathSeconds
    if (leftAt <= this.since[sender] + TOLERANCE_SECONDS && !this.#isWithinLast(leftAt, sender))
      return now
    // It was still behind a block on the sender's uplink, or is repeated for a receiver that was
    // offline when it came.
    if (this.isSilent(sender) && !this.isOffline(sender)) return Number.POSITIVE_INFINITY
    const returnAt = this.isSilent(sender) ? this.#returnAt[sender] : this.#lastUntil[sender]
    const at = returnAt + pathSeconds + TOLERANCE_SECONDS
    this.#heldUntil.set(o, at)
    return at
  }

  /** Whether a time is within the last outage of a host that has ended. */
  #isWithinLast(at: number, host: number): boolean {
    return (
      at > this.#lastSince[host] + TOLERANCE_SECONDS &&
      at < this.#lastUntil[host] - TOLERANCE_SECONDS
    )
  }

  #pathSeconds(e: number): number {
    const at = e * LINK_STRIDE
    const here = this.#latencySeconds[this.#links[at + E.HOST]]
    return here + this.#latencySeconds[this.#links[at + E.ADDRESS]]
  }

  /** Whether the neighbour of endpoint `o` has been silent for too long. */
  isMissed(now: number, o: number): boolean {
    return this.since[this.#links[o * LINK_STRIDE + E.ADDRESS]] + SILENCE_SECONDS <= now
  }
}

/** An event of a connection that an outage holds up. */
interface HeldEvent {
  readonly what: number
  readonly b: number
  /** When it may happen, if no other outage holds it up then, seconds. */
  at: number
}

/** The events that outages hold up, in a queue for each connection: they keep their order. */
class HeldEvents {
  /** By `#key`; no queue is empty. */
  readonly #queues = new Map<number, HeldEvent[]>()
  readonly #endpointCount: number

  constructor(endpointCount: number) {
    this.#endpointCount = endpointCount
  }

  /** Returns when the last event of a connection's queue may happen; -Infinity if it is empty. */
  lastAt(generation: number, o: number): number {
    if (this.#queues.size === 0) return Number.NEGATIVE_INFINITY
    return this.#queues.get(this.#key(generation, o))?.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  }

  /** Adds an event behind those of the same connection. */
  push(generation: number, o: number, event: HeldEvent): void {
    const key = this.#key(generation, o)
    const queue = this.#queues.get(key)
    if (queue === undefined) this.#queues.set(key, [event])
    else queue.push(event)
  }

  /** Returns the first event of a connection, which has one. */
  first(generation: number, o: number): HeldEvent {
    return (this.#queues.get(this.#key(generation, o)) as HeldEvent[])[0]
  }

  /** Removes the first event of a connection. */
  shift(generation: number, o: number): void {
    const key = this.#key(generation, o)
    const queue = this.#queues.get(key) as HeldEvent[]
    if (queue.length === 1) this.#queues.delete(key)
    else queue.shift()
  }

  /** An endpoint's connections, one after the other, have queues of their own. */
  #key(generation: number, o: number): number {
    return generation * this.#endpointCount + o
  }
}
