import { LINK_STRIDE } from '../peer/peer-columns.js'
import { ADDRESS, type Endpoints, GENERATION, HOST, PENDING } from './endpoints.js'
import { BLOCK_IN, BLOCK_THROUGH, KIND_BITS, KIND_MASK } from './event-kinds.js'
import { DOWN, DOWN_FREE, HOST_STRIDE, type Hosts, UP } from './hosts.js'
import type { Simulation } from './simulation.js'

const NONE = -1
/** In place of the last in a round: the downlink is idle. */
const IDLE = -2

/** Whom a downlink serves. */
export interface DownlinkOwner {
  readonly hosts: Hosts
  readonly endpoints: Endpoints
  /** Bytes on the wire of a block. */
  wireBytes(block: number): number
  /** The endpoint's generation with the kind of event. */
  tagged(kind: number, endpoint: number): number
  /** A block is through. */
  deliver(now: number, o: number, block: number): void
  /** A word is heard. */
  receive(now: number, what: number, o: number, b: number): void
}

/**
 * The downlinks: each serves the connections that have blocks waiting in rounds, a block a turn,
 * as the uplinks do: round robin at every link, with windows large enough, is max-min fair (Hahne
 * 1991). A block that finds its downlink idle has been coming through while it arrived, as far as
 * the link was free and fast enough; mostly that was all the time, and no event is needed.
 */
export class Downlinks {
  readonly #sim: Simulation
  readonly #network: DownlinkOwner
  readonly #links: Int32Array
  /** Of each host: the last endpoint of the round, whose next is the first; NONE; IDLE. */
  readonly #round: Int32Array
  /** Of each endpoint: the next one in the round, or NONE outside it. */
  readonly #next: Int32Array
  /** Of each endpoint: the last cell of what waits, whose next is the first, or NONE. */
  readonly #last: Int32Array
  /** What waits, a cell each: the event that brought it, its block or argument, the next cell. */
  #cells = new Int32Array(0)
  #free = NONE

  constructor(sim: Simulation, network: DownlinkOwner, links: Int32Array) {
    this.#sim = sim
    this.#network = network
    this.#links = links
    this.#round = new Int32Array(network.hosts.count).fill(IDLE)
    this.#next = new Int32Array(network.endpoints.count).fill(NONE)
    this.#last = new Int32Array(network.endpoints.count).fill(NONE)
  }

  /** The block's last byte is at the downlink of endpoint `o`. */
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
    const { reals } = network.hosts
    const wire = network.wireBytes(block)
    const firstByteAt = now - wire / reals[links[o * LINK_STRIDE + ADDRESS] * HOST_STRIDE + UP]
    const free = reals[host * HOST_STRIDE + DOWN_FREE]
    const through =
      (free > firstByteAt ? free : firstByteAt) + wire / reals[host * HOST_STRIDE + DOWN]
    reals[host * HOST_STRIDE + DOWN_FREE] = through
    if (through <= now) {
      network.deliver(now, o, block)
      return
    }
    links[o * LINK_STRIDE + PENDING]++
    this.#round[host] = NONE
    this.#sim.schedule(through, network.tagged(BLOCK_THROUGH, o), o, block)
  }

  /** A block is through; the next in the round goes into the downlink. */
  through(now: number, what: number, o: number, block: number): void {
    const links = this.#links
    const host = links[o * LINK_STRIDE + HOST]
    // If the connection has ended meanwhile, the block has taken its time all the same.
    if (what >>> KIND_BITS === links[o * LINK_STRIDE + GENERATION]) {
      links[o * LINK_STRIDE + PENDING]--
      this.#network.deliver(now, o, block)
      this.#receiveMessages(now, o)
    }
    this.#serve(now, host)
  }

  /** Whether blocks have come to the endpoint that are not yet through. */
  hasPending(o: number): boolean {
    return this.#links[o * LINK_STRIDE + PENDING] > 0
  }

  /** Keeps a word until the blocks that came to the endpoint before it are through. */
  queue(what: number, o: number, b: number): void {
    this.#push(o, what, b)
  }

  /** The connection ended: nothing that waits will be heard. */
  drop(o: number): void {
    this.#links[o * LINK_STRIDE + PENDING] = 0
    while (this.#last[o] !== NONE) this.#shift(o)
  }

  /** Hears what was said between the block that is through and the next. */
  #receiveMessages(now: number, o: number): void {
    while (this.#last[o] !== NONE) {
      const first = this.#cells[this.#last[o] + 2]
      const what = this.#cells[first]
      if ((what & KIND_MASK) === BLOCK_IN) return
      this.#network.receive(now, what, o, this.#cells[this.#shift(o) + 1])
    }
  }

  #serve(now: number, host: number): void {
    const network = this.#network
    const { reals } = network.hosts
    while (this.#round[host] !== NONE) {
      const o = this.#leave(host)
      // Nothing waits if the connection has ended.
      if (this.#last[o] === NONE) continue
      const block = this.#cells[this.#shift(o) + 1]
      if (this.#last[o] !== NONE) this.#join(host, o)
      const through = now + network.wireBytes(block) / reals[host * HOST_STRIDE + DOWN]
      reals[host * HOST_STRIDE + DOWN_FREE] = through
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

  /** Puts a block or a word behind what waits at the endpoint. */
  #push(o: number, what: number, b: number): void {
    if (this.#free === NONE) this.#grow()
    const cells = this.#cells
    const cell = this.#free
    const last = this.#last[o]
    this.#free = cells[cell + 2]
    cells[cell] = what
    cells[cell + 1] = b
    cells[cell + 2] = last === NONE ? cell : cells[last + 2]
    if (last !== NONE) cells[last + 2] = cell
    this.#last[o] = cell
  }

  /** Takes out the first of what waits; its cell can be read until the next push. */
  #shift(o: number): number {
    const cells = this.#cells
    const last = this.#last[o]
    const first = cells[last + 2]
    if (first === last) this.#last[o] = NONE
    else cells[last + 2] = cells[first + 2]
    cells[first + 2] = this.#free
    this.#free = first
    return first
  }

  #grow(): void {
    const old = this.#cells.length
    const cells = new Int32Array(Math.max(1024, old * 2))
    cells.set(this.#cells)
    this.#cells = cells
    for (let cell = cells.length - 4; cell >= old; cell -= 4) {
      cells[cell + 2] = this.#free
      this.#free = cell
    }
  }
}
