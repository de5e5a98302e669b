import { LINK_STRIDE } from '../peer/peer-columns.js'
import { type Endpoints, GENERATION, HOST, PENDING } from './endpoints.js'
import { BLOCK_IN, BLOCK_THROUGH, KIND_BITS, KIND_MASK } from './event-kinds.js'
import { DOWN, DOWN_FREE, HOST_STRIDE, type Hosts } from './hosts.js'
import type { Outages } from './outages.js'
import type { Simulation } from './simulation.js'
import type { Uplinks } from './uplinks.js'

const NONE = -1

/** Integers in a cell of a queue. */
const CELL_WORDS = 4
/** In a cell: the kind of the event that brought it, with the endpoint's generation. */
const CELL_WHAT = 0
/** In a cell: the block, or a message's argument. */
const CELL_BLOCK = 1
/** In a cell: the next cell. */
const CELL_NEXT = 2

/** Numbers in a host's row of messages: a cache line. */
const MESSAGE_STRIDE = 8
/** In a row: bytes of messages that have arrived, and that the downlink has still to carry. */
const OWED_BYTES = 0
/** In a row: the time up to which idle time has carried owed bytes. */
const CARRIED_UNTIL = 1
/** In a row: bytes of messages that may be on their way until this time. */
const COMING_BYTES = 2
const COMING_UNTIL = 3
/** In a row: the same of messages that were sent after those. */
const LATER_BYTES = 4
const LATER_UNTIL = 5
/** In a row: when the downlink will have passed all messages sent to it but for their latency. */
const MESSAGES_FREE = 6

/** In place of the last endpoint of a round: the downlink is idle. */
const IDLE = -2

/** What the downlinks need of the network. */
export interface DownlinkOwner {
  readonly hosts: Hosts
  readonly endpoints: Endpoints
  readonly outages: Pick<Outages, 'heldUntil'>
  readonly uplinks: Pick<Uplinks, 'firstByteAt'>
  /** Returns the bytes on the wire of a block. */
  wireBytes(block: number): number
  /** Returns an event's kind with the endpoint's generation. */
  tagged(kind: number, endpoint: number): number
  /** Delivers a block that is through the downlink. */
  deliver(now: number, o: number, block: number): void
  /** Delivers a message. */
  receive(now: number, what: number, o: number, b: number): void
}

/**
 * The downlinks. Each serves its connections with queued blocks in rounds, a block a turn, as the
 * uplinks do. Round robin at every link, with windows large enough, is max-min fair (Hahne 1991). A
 * block that finds its downlink idle passes through while it arrives, if the link is fast enough
 * (virtual cut-through). This is the usual case, and it needs no event.
 */
export class Downlinks {
  readonly #sim: Simulation
  readonly #network: DownlinkOwner
  readonly #links: Int32Array
  /** No message takes longer from an uplink to a downlink. */
  readonly #longestPathSeconds: number
  /** For each host: the last endpoint of the round, whose next is the first; NONE; or IDLE. */
  readonly #round: Int32Array
  /** For each host: its messages, from `OWED_BYTES` to `MESSAGES_FREE`. */
  readonly #messages: Float64Array
  /** For each endpoint: the next one in the round; NONE outside it. */
  readonly #next: Int32Array
  /** For each endpoint: the last cell of its queue, whose next is the first; or NONE. */
  readonly #last: Int32Array
  /** The cells of all queues: `CELL_WHAT`, `CELL_BLOCK` and `CELL_NEXT`. */
  #cells = new Int32Array(0)
  #free = NONE

  constructor(sim: Simulation, network: DownlinkOwner, links: Int32Array) {
    this.#sim = sim
    this.#network = network
    this.#links = links
    this.#longestPathSeconds = 2 * network.hosts.longestLatencySeconds
    this.#round = new Int32Array(network.hosts.count).fill(IDLE)
    this.#messages = new Float64Array(network.hosts.count * MESSAGE_STRIDE)
    this.#next = new Int32Array(network.endpoints.count).fill(NONE)
    this.#last = new Int32Array(network.endpoints.count).fill(NONE)
  }

  /**
   * Takes the bytes of a message sent now from the downlink, and returns when it would pass if it
   * took no time to arrive: after all earlier messages. They share the downlink with the block that
   * passes, half each.
   * @param leavesAt when the message leaves its sender's uplink
   */
  charge(now: number, host: number, bytes: number, leavesAt: number): number {
    const messages = this.#messages
    const at = host * MESSAGE_STRIDE
    const free = messages[at + MESSAGES_FREE]
    const begin = free > now ? free : now
    const seconds = bytes / this.#network.hosts.reals[host * HOST_STRIDE + DOWN]
    if (messages[at + COMING_UNTIL] <= now) this.#carryMessages(now, host)
    messages[at + LATER_BYTES] += bytes
    const arrivesBy = leavesAt + this.#longestPathSeconds
    if (arrivesBy > messages[at + LATER_UNTIL]) messages[at + LATER_UNTIL] = arrivesBy
    messages[at + MESSAGES_FREE] = begin + (this.#round[host] === IDLE ? seconds : 2 * seconds)
    return begin
  }

  /** Takes a block whose last byte has reached the downlink of endpoint `o`. */
  arrive(now: number, what: number, o: number, block: number): void {
    const network = this.#network
    const links = this.#links
    const host = links[o * LINK_STRIDE + HOST]
    if (this.#round[host] !== IDLE) {
      links[o * LINK_STRIDE + PENDING]++
      this.#push(o, what, block)
      if (this.#next[o] === NONE) this.#join(host, o)
      return
    }
    const wire = network.wireBytes(block)
    const firstByteAt = network.uplinks.firstByteAt(now, o, wire)
    const from = Math.max(firstByteAt, network.outages.heldUntil(o))
    const through = this.#throughAt(host, from, wire)
    if (through <= now) {
      network.deliver(now, o, block)
      return
    }
    links[o * LINK_STRIDE + PENDING]++
    this.#round[host] = NONE
    this.#sim.schedule(through, network.tagged(BLOCK_THROUGH, o), o, block)
  }

  /** Delivers the block that is through the downlink, and begins the round's next one. */
  through(now: number, what: number, o: number, block: number): void {
    const links = this.#links
    const host = links[o * LINK_STRIDE + HOST]
    const doneAt = this.#network.hosts.reals[host * HOST_STRIDE + DOWN_FREE]
    // An outage has put it off.
    if (now < doneAt) {
      this.#sim.schedule(doneAt, what, o, block)
      return
    }
    // A block of a connection that has ended still takes its time on the downlink.
    if (what >>> KIND_BITS === links[o * LINK_STRIDE + GENERATION]) {
      links[o * LINK_STRIDE + PENDING]--
      this.#network.deliver(now, o, block)
      this.#receiveMessages(now, o)
    }
    this.#serve(now, host)
  }

  /**
   * Changes the capacity of a downlink. Messages and the block that pass it keep their times; later
   * messages follow them.
   */
  changeRate(now: number, host: number, bytesPerSecond: number): void {
    const { reals } = this.#network.hosts
    const at = host * MESSAGE_STRIDE + MESSAGES_FREE
    const left = this.#messages[at] - now
    const stretch = reals[host * HOST_STRIDE + DOWN] / bytesPerSecond
    if (left > 0 && stretch > 1) this.#messages[at] = now + left * stretch
    reals[host * HOST_STRIDE + DOWN] = bytesPerSecond
  }

  /** Goes on after an outage of this many seconds, with what was left of the block that passes. */
  resume(now: number, host: number, seconds: number): void {
    const { reals } = this.#network.hosts
    const at = host * HOST_STRIDE + DOWN_FREE
    const wasBusy = reals[at] > now - seconds
    // Nothing that arrives now has passed before.
    reals[at] = wasBusy ? reals[at] + seconds : now
  }

  /** Tells whether the endpoint has blocks that have arrived and are not yet through. */
  hasPending(o: number): boolean {
    return this.#links[o * LINK_STRIDE + PENDING] > 0
  }

  /** Queues a message until the blocks before it are through. */
  queue(what: number, o: number, b: number): void {
    this.#push(o, what, b)
  }

  /** Drops the queue of an endpoint whose connection ended. */
  drop(o: number): void {
    this.#links[o * LINK_STRIDE + PENDING] = 0
    while (this.#last[o] !== NONE) this.#shift(o)
  }

  /** Delivers the messages between the block that is through and the next one. */
  #receiveMessages(now: number, o: number): void {
    while (this.#last[o] !== NONE) {
      const first = this.#cells[this.#last[o] + CELL_NEXT]
      const what = this.#cells[first + CELL_WHAT]
      if ((what & KIND_MASK) === BLOCK_IN) return
      this.#network.receive(now, what, o, this.#cells[this.#shift(o) + CELL_BLOCK])
    }
  }

  /** Lets the idle time until `now` carry the messages that have arrived. */
  #carryMessages(now: number, host: number): void {
    const messages = this.#messages
    const at = host * MESSAGE_STRIDE
    while (messages[at + COMING_UNTIL] <= now) {
      if (messages[at + COMING_BYTES] === 0 && messages[at + LATER_BYTES] === 0) break
      this.#carryOwed(messages[at + COMING_UNTIL], host)
      messages[at + OWED_BYTES] += messages[at + COMING_BYTES]
      messages[at + COMING_BYTES] = messages[at + LATER_BYTES]
      messages[at + COMING_UNTIL] = messages[at + LATER_UNTIL]
      messages[at + LATER_BYTES] = 0
    }
    this.#carryOwed(now, host)
  }

  #carryOwed(until: number, host: number): void {
    const messages = this.#messages
    const at = host * MESSAGE_STRIDE
    const since = messages[at + CARRIED_UNTIL]
    if (until <= since) return
    messages[at + CARRIED_UNTIL] = until
    const { reals } = this.#network.hosts
    const row = host * HOST_STRIDE
    const free = reals[row + DOWN_FREE]
    const owed = messages[at + OWED_BYTES]
    const idleSeconds = until - (free > since ? free : since)
    if (owed === 0 || idleSeconds <= 0) return
    const room = idleSeconds * reals[row + DOWN]
    const carried = owed < room ? owed : room
    messages[at + OWED_BYTES] = owed - carried
    reals[row + DOWN_FREE] = free + carried / reals[row + DOWN]
  }

  /**
   * Returns when a block is through that may begin at `from`. The messages before it go first:
   * those that have come since the block before it, but for what idle time has carried, and those
   * on their way.
   */
  #throughAt(host: number, from: number, wireBytes: number): number {
    const { reals } = this.#network.hosts
    const at = host * HOST_STRIDE
    const row = host * MESSAGE_STRIDE
    const messages = this.#messages
    this.#carryMessages(from, host)
    const free = reals[at + DOWN_FREE]
    const begin = free > from ? free : from
    const messageBytes =
      messages[row + OWED_BYTES] + messages[row + COMING_BYTES] + messages[row + LATER_BYTES]
    const through = begin + (messageBytes + wireBytes) / reals[at + DOWN]
    messages[row + OWED_BYTES] = 0
    messages[row + COMING_BYTES] = 0
    messages[row + LATER_BYTES] = 0
    reals[at + DOWN_FREE] = through
    return through
  }

  #serve(now: number, host: number): void {
    const network = this.#network
    while (this.#round[host] !== NONE) {
      const o = this.#leave(host)
      // Nothing waits if the connection has ended.
      if (this.#last[o] === NONE) continue
      const block = this.#cells[this.#shift(o) + CELL_BLOCK]
      if (this.#last[o] !== NONE) this.#join(host, o)
      const through = this.#throughAt(host, now, network.wireBytes(block))
      this.#sim.schedule(through, network.tagged(BLOCK_THROUGH, o), o, block)
      return
    }
    this.#round[host] = IDLE
  }

  /** Puts an endpoint at the end of the round. */
  #join(host: number, o: number): void {
    const last = this.#round[host]
    this.#next[o] = last === NONE ? o : this.#next[last]
    if (last !== NONE) this.#next[last] = o
    this.#round[host] = o
  }

  /** Takes the first endpoint out of the round, which is not empty. */
  #leave(host: number): number {
    const last = this.#round[host]
    const first = this.#next[last]
    if (first === last) this.#round[host] = NONE
    else this.#next[last] = this.#next[first]
    this.#next[first] = NONE
    return first
  }

  /** Appends a block or a message to the endpoint's queue. */
  #push(o: number, what: number, b: number): void {
    if (this.#free === NONE) this.#grow()
    const cells = this.#cells
    const cell = this.#free
    const last = this.#last[o]
    this.#free = cells[cell + CELL_NEXT]
    cells[cell + CELL_WHAT] = what
    cells[cell + CELL_BLOCK] = b
    cells[cell + CELL_NEXT] = last === NONE ? cell : cells[last + CELL_NEXT]
    if (last !== NONE) cells[last + CELL_NEXT] = cell
    this.#last[o] = cell
  }

  /** Removes the queue's first cell, which can be read until the next push. */
  #shift(o: number): number {
    const cells = this.#cells
    const last = this.#last[o]
    const first = cells[last + CELL_NEXT]
    if (first === last) this.#last[o] = NONE
    else cells[last + CELL_NEXT] = cells[first + CELL_NEXT]
    cells[first + CELL_NEXT] = this.#free
    this.#free = first
    return first
  }

  #grow(): void {
    const old = this.#cells.length
    const cells = new Int32Array(Math.max(1024, old * 2))
    cells.set(this.#cells)
    this.#cells = cells
    for (let cell = cells.length - CELL_WORDS; cell >= old; cell -= CELL_WORDS) {
      cells[cell + CELL_NEXT] = this.#free
      this.#free = cell
    }
  }
}
