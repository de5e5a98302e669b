import { BLOCK_BYTES } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import { LINK_STRIDE } from '../peer/peer-columns.js'
import type { UplinkShares } from '../peer/uplink-shares.js'
import { Acknowledgements } from './acknowledgements.js'
import * as E from './endpoints.js'
import { ACKNOWLEDGED, UPLINK } from './event-kinds.js'
import * as H from './hosts.js'
import type { NetworkListener } from './network-listener.js'
import type { Simulation } from './simulation.js'
import type { SlowStart } from './slow-start.js'

const NONE = -1
/** In place of the endpoint whose block is being sent: its connection has ended. */
const NOBODY = -2

/** What the uplinks need of the network. */
export interface UplinkOwner {
  readonly hosts: H.Hosts
  readonly peers: readonly (Peer | null)[]
  /** Returns the bytes on the wire of a block. */
  wireBytes(block: number): number
  /** Takes a block whose last byte has left the uplink. */
  launch(now: number, e: number, block: number): void
  /** Returns the one-way latency of the path to an endpoint, seconds. */
  latency(endpoint: number): number
  /** Returns an event's kind with the endpoint's generation. */
  tagged(kind: number, endpoint: number): number
}

/**
 * The uplinks. Each serves its endpoints with something to send in rounds, a block a turn. With
 * windows, round robin approaches max-min fairness (Hahne 1991). An endpoint whose window is full
 * skips its turns until an acknowledgement has come back. If the peer's choker has `UplinkShares`,
 * turns follow them.
 *
 * Messages and acknowledgements are small packets: they leave before the rest of a block, one after
 * the other, and the next block pays for them. While many wait, they share the uplink with the
 * blocks, half each. An uplink is thus at most a block ahead of its capacity.
 */
export class Uplinks {
  readonly #sim: Simulation
  readonly #network: UplinkOwner
  readonly #hosts: H.Hosts
  /** The rows of all links in the peers' columns. */
  readonly #links: Int32Array
  readonly #windowBytes: number
  readonly #slowStart: SlowStart | null
  readonly #listener: NetworkListener
  readonly #acknowledgements: Acknowledgements
  /** Whether any rate has changed; while false, all bytes on their way left at today's rates. */
  #anyChange = false
  /** For each host: when its rate last changed, seconds, and the highest rate it ever had. */
  readonly #changedAt: Float64Array
  readonly #fastest: Float64Array
  /** For each host: until when its uplink sends nothing but messages, seconds. */
  readonly #messagesAlone: Float64Array

  constructor(
    sim: Simulation,
    network: UplinkOwner,
    links: Int32Array,
    windowBytes: number,
    slowStart: SlowStart | null,
    listener: NetworkListener,
  ) {
    this.#sim = sim
    this.#network = network
    this.#hosts = network.hosts
    this.#links = links
    this.#windowBytes = windowBytes
    this.#slowStart = slowStart
    this.#listener = listener
    this.#acknowledgements = new Acknowledgements(links)
    this.#changedAt = new Float64Array(this.#hosts.count).fill(Number.NEGATIVE_INFINITY)
    this.#fastest = new Float64Array(this.#hosts.count)
    this.#messagesAlone = new Float64Array(this.#hosts.count)
  }

  /** Returns until when the host's uplink sends its current block; 0 if it is idle. */
  busyUntil(host: number): number {
    const { ints, reals } = this.#hosts
    return ints[host * H.HOST_STRIDE + H.SENDING] === NONE
      ? 0
      : reals[host * H.HOST_STRIDE + H.DONE_AT]
  }

  /**
   * Returns the bytes of the current block that are not sent by `now`, 0 if there is none. Messages
   * that it shares the uplink with count as sent before it.
   */
  unsentOfBlock(now: number, host: number): number {
    const { ints, reals } = this.#hosts
    const at = host * H.HOST_STRIDE
    if (ints[at + H.SENDING] === NONE) return 0
    const wireBytes = this.#network.wireBytes(ints[at + H.SENDING_BLOCK])
    return Math.min(wireBytes, H.bytesIn(reals[at + H.DONE_AT] - now, reals[at + H.UP]))
  }

  /** Puts endpoint `e`, which has a block to send, into the round. */
  enqueue(now: number, e: number): void {
    const links = this.#links
    const at = e * LINK_STRIDE
    if (links[at + E.RING_STATE] === E.RING_BLOCKED) return
    const host = links[at + E.HOST]
    if (links[at + E.RING_STATE] === E.RING_IDLE) this.#append(host, e)
    if (this.#hosts.ints[host * H.HOST_STRIDE + H.SENDING] === NONE) this.#begin(now, host)
  }

  /** Returns when a message given to the uplink now leaves it: after all earlier ones. */
  leavesAt(now: number, host: number): number {
    const free = this.#hosts.reals[host * H.HOST_STRIDE + H.MESSAGES_FREE]
    return free > now ? free : now
  }

  /** Returns the bytes of messages that were given to the uplink and have not left it. */
  waitingBytes(now: number, host: number): number {
    const seconds = this.leavesAt(now, host) - now
    const alone = Math.max(0, this.#messagesAlone[host] - now)
    // The rest shares the uplink with blocks.
    return (alone + (seconds - alone) / 2) * this.#hosts.reals[host * H.HOST_STRIDE + H.UP]
  }

  /**
   * Changes the capacity of an uplink. What it has not sent by `now`, or by the beginning of the
   * host's outage, leaves at the new rate. Messages that wait leave as planned, and later ones
   * after them.
   */
  changeRate(now: number, host: number, bytesPerSecond: number): void {
    const { ints, reals } = this.#hosts
    const at = host * H.HOST_STRIDE
    const stretch = reals[at + H.UP] / bytesPerSecond
    this.#anyChange = true
    this.#changedAt[host] = now
    this.#fastest[host] = Math.max(this.#fastest[host], reals[at + H.UP], bytesPerSecond)
    reals[at + H.UP] = bytesPerSecond
    for (const slot of [H.UP_FREE, H.MESSAGES_FREE, H.DONE_AT]) {
      const left = reals[at + slot] - now
      const isFixed = slot === H.MESSAGES_FREE && stretch < 1
      if (left > 0 && !isFixed) reals[at + slot] = now + left * stretch
    }
    const alone = this.#messagesAlone[host] - now
    if (alone > 0) this.#messagesAlone[host] = now + alone * Math.max(1, stretch)
    if (ints[at + H.SENDING] !== NONE && ints[at + H.ONLINE] === 1)
      this.#sim.schedule(Math.max(now, reals[at + H.DONE_AT]), UPLINK, host, 0)
  }

  /**
   * Returns when the first byte of a block arrives that arrives wholly `now` at endpoint `o`, or a
   * later time if the sender's rate has changed since it left.
   */
  firstByteAt(now: number, o: number, wireBytes: number): number {
    const host = this.#links[o * LINK_STRIDE + E.ADDRESS]
    const rate = this.#hosts.reals[host * H.HOST_STRIDE + H.UP]
    const at = now - wireBytes / rate
    if (!this.#anyChange) return at
    const changeAt = this.#changedAt[host] + this.#network.latency(o)
    if (at >= changeAt) return at
    // The bytes that left before the change did so at an earlier rate.
    const after = now > changeAt ? (now - changeAt) * rate : 0
    return Math.min(now, changeAt) - Math.max(0, wireBytes - after) / this.#fastest[host]
  }

  /** Takes the bytes of a message from the uplink. */
  charge(now: number, host: number, bytes: number): void {
    const { reals } = this.#hosts
    const at = host * H.HOST_STRIDE
    const seconds = bytes / reals[at + H.UP]
    const free = reals[at + H.UP_FREE]
    reals[at + H.UP_FREE] = (free > now ? free : now) + seconds
    // A block, while one is sent, shares the uplink.
    const isAlone = this.#hosts.ints[at + H.SENDING] === NONE
    const leftAt = this.leavesAt(now, host) + (isAlone ? seconds : 2 * seconds)
    reals[at + H.MESSAGES_FREE] = leftAt
    if (isAlone) this.#messagesAlone[host] = leftAt
    reals[at + H.CONTROL] += bytes
    const cap = reals[at + H.CAP]
    reals[at + H.CAP] = cap - bytes
    if (cap > 0 && cap <= bytes) this.#listener.exhausted(this.#allSentAt(now, host), host)
  }

  /** Passes on the current block if it is sent, and begins the next one. */
  advance(now: number, host: number): void {
    const { ints, reals } = this.#hosts
    const at = host * H.HOST_STRIDE
    const e = ints[at + H.SENDING]
    if (e !== NONE) {
      if (now < reals[at + H.DONE_AT]) return
      ints[at + H.SENDING] = NONE
      if (e !== NOBODY) this.#network.launch(now, e, ints[at + H.SENDING_BLOCK])
    }
    this.#begin(now, host)
  }

  /** Goes on after an outage of this many seconds, with what was left of the current block. */
  resume(now: number, host: number, seconds: number): void {
    const { ints, reals } = this.#hosts
    const at = host * H.HOST_STRIDE
    // Nothing left the uplink: what waited when the outage began waits as long as it had to then.
    if (reals[at + H.UP_FREE] > now - seconds) reals[at + H.UP_FREE] += seconds
    if (reals[at + H.MESSAGES_FREE] > now - seconds) reals[at + H.MESSAGES_FREE] += seconds
    if (this.#messagesAlone[host] > now - seconds) this.#messagesAlone[host] += seconds
    if (ints[at + H.SENDING] === NONE) this.#begin(now, host)
    else {
      if (reals[at + H.DONE_AT] > now - seconds) reals[at + H.DONE_AT] += seconds
      this.#sim.schedule(Math.max(now, reals[at + H.DONE_AT]), UPLINK, host, 0)
    }
  }

  /** Puts a block on the uplink, which is idle. */
  send(now: number, e: number, block: number, payloadBytes: number, wireBytes: number): void {
    const host = this.#links[e * LINK_STRIDE + E.HOST]
    const { reals, ints } = this.#hosts
    const at = host * H.HOST_STRIDE
    const free = reals[at + H.UP_FREE]
    const seconds = wireBytes / reals[at + H.UP]
    const allSent = (free > now ? free : now) + seconds
    const begin = Math.max(now, this.#messagesAlone[host])
    const done = Math.min(allSent, begin + 2 * seconds)
    reals[at + H.UP_FREE] = allSent
    reals[at + H.DONE_AT] = done
    ints[at + H.SENDING] = e
    ints[at + H.SENDING_BLOCK] = block
    this.#links[e * LINK_STRIDE + E.IN_FLIGHT] += wireBytes
    this.#slowStart?.sent(now, e)
    this.#sim.schedule(done, UPLINK, host, 0)
    reals[at + H.CONTROL] += wireBytes - payloadBytes
    reals[at + H.CAP] -= wireBytes
    if (reals[at + H.CAP] <= 0) this.#listener.exhausted(done, host)
  }

  /** Sends an acknowledgement back to endpoint `e`, which it reaches at time `at`. */
  acknowledge(e: number, at: number, wireBytes: number): void {
    const isFirst = this.#acknowledgements.next(e) === Number.POSITIVE_INFINITY
    this.#acknowledgements.push(e, at, wireBytes)
    const isBlocked = this.#links[e * LINK_STRIDE + E.RING_STATE] === E.RING_BLOCKED
    if (isBlocked && isFirst) this.#awaitAcknowledgement(e)
  }

  /** Puts endpoint `e`, whose window was full, back into the round: an acknowledgement came. */
  reopen(now: number, e: number): void {
    const links = this.#links
    const at = e * LINK_STRIDE
    if (links[at + E.RING_STATE] !== E.RING_BLOCKED) return
    const host = links[at + E.HOST]
    this.#append(host, e)
    if (this.#hosts.ints[host * H.HOST_STRIDE + H.SENDING] === NONE) this.#begin(now, host)
  }

  /** Schedules `reopen` for the endpoint's next acknowledgement. */
  #awaitAcknowledgement(e: number): void {
    const at = this.#acknowledgements.next(e)
    if (at === Number.POSITIVE_INFINITY) return
    this.#sim.schedule(at, this.#network.tagged(ACKNOWLEDGED, e), e, 0)
  }

  /** Whether the endpoint's window has room for a block, with the acknowledgements received. */
  #hasRoom(now: number, e: number): boolean {
    const links = this.#links
    const at = e * LINK_STRIDE + E.IN_FLIGHT
    if (links[at] === 0) return true
    const acknowledgements = this.#acknowledgements
    for (let came = acknowledgements.next(e); came <= now; came = acknowledgements.next(e)) {
      const bytes = acknowledgements.take(e)
      links[at] -= bytes
      this.#slowStart?.acknowledged(came, e, bytes)
    }
    return links[at] === 0 || links[at] + BLOCK_BYTES / 2 <= this.#window(now, e)
  }

  /** Removes an endpoint whose connection ended; a block being sent takes its time all the same. */
  drop(e: number): void {
    const links = this.#links
    const { ints } = this.#hosts
    const host = links[e * LINK_STRIDE + E.HOST]
    if (links[e * LINK_STRIDE + E.RING_STATE] === E.RING_IN) this.#remove(host, e)
    links[e * LINK_STRIDE + E.RING_STATE] = E.RING_IDLE
    this.#acknowledgements.drop(e)
    if (ints[host * H.HOST_STRIDE + H.SENDING] === e)
      ints[host * H.HOST_STRIDE + H.SENDING] = NOBODY
  }

  /** Returns when all is sent that the uplink has begun: it gets through if it spends the cap. */
  #allSentAt(now: number, host: number): number {
    return Math.max(this.leavesAt(now, host), this.busyUntil(host))
  }

  /** Gives turns, at most one round, until an endpoint sends a block. */
  #begin(now: number, host: number): void {
    const links = this.#links
    const { ints, reals } = this.#hosts
    const at = host * H.HOST_STRIDE
    const peer = this.#network.peers[host]
    if (peer === null || reals[at + H.CAP] <= 0 || ints[at + H.ONLINE] === 0) return
    const { shares } = peer
    const first = shares === undefined ? 0 : peer.links.first
    for (let left = ints[at + H.RING_COUNT]; left > 0; left--) {
      if (shares !== undefined) this.#bringForward(host, shares, first)
      const e = ints[at + H.RING_HEAD]
      this.#shift(host)
      if (!this.#hasRoom(now, e)) {
        links[e * LINK_STRIDE + E.RING_STATE] = E.RING_BLOCKED
        this.#awaitAcknowledgement(e)
      } else if (peer.pull(now, e)) {
        shares?.tookTurn(e - first)
        this.#append(host, e)
        return
      } else links[e * LINK_STRIDE + E.RING_STATE] = E.RING_IDLE
    }
  }

  /** Moves the endpoint whose turn is due first by shares to the head of the round. */
  #bringForward(host: number, shares: UplinkShares, first: number): void {
    const links = this.#links
    const { ints } = this.#hosts
    let e = ints[host * H.HOST_STRIDE + H.RING_HEAD]
    let soonest = e
    for (let left = ints[host * H.HOST_STRIDE + H.RING_COUNT]; left > 1; left--) {
      e = links[e * LINK_STRIDE + E.RING_NEXT]
      if (shares.due(e - first) < shares.due(soonest - first)) soonest = e
    }
    while (ints[host * H.HOST_STRIDE + H.RING_HEAD] !== soonest) {
      const head = ints[host * H.HOST_STRIDE + H.RING_HEAD]
      this.#shift(host)
      this.#append(host, head)
    }
  }

  #window(now: number, e: number): number {
    return this.#slowStart === null ? this.#windowBytes : this.#slowStart.window(now, e)
  }

  #append(host: number, e: number): void {
    const { ints } = this.#hosts
    const links = this.#links
    const at = host * H.HOST_STRIDE
    links[e * LINK_STRIDE + E.RING_STATE] = E.RING_IN
    links[e * LINK_STRIDE + E.RING_NEXT] = NONE
    if (ints[at + H.RING_COUNT]++ === 0) ints[at + H.RING_HEAD] = e
    else links[ints[at + H.RING_TAIL] * LINK_STRIDE + E.RING_NEXT] = e
    ints[at + H.RING_TAIL] = e
  }

  #shift(host: number): void {
    const { ints } = this.#hosts
    const at = host * H.HOST_STRIDE
    ints[at + H.RING_HEAD] = this.#links[ints[at + H.RING_HEAD] * LINK_STRIDE + E.RING_NEXT]
    ints[at + H.RING_COUNT]--
  }

  #remove(host: number, e: number): void {
    const { ints } = this.#hosts
    for (let left = ints[host * H.HOST_STRIDE + H.RING_COUNT]; left > 0; left--) {
      const head = ints[host * H.HOST_STRIDE + H.RING_HEAD]
      this.#shift(host)
      if (head !== e) this.#append(host, head)
    }
  }
}
