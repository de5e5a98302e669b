import { EventQueue } from '../../src/base/event-queue.js'

/** Bytes on the wire of a block of 16 KiB, with 40 bytes of headers a segment. */
export const WIRE_BYTES = 16_877
/** Flows that each uplink serves. */
export const FLOWS = 5

/** Hosts with equal links, in bytes/s. */
export interface Links {
  readonly hosts: number
  readonly up: number
  readonly down: number
}

/** A model of how flows share links; flow f leaves uplink f / FLOWS. */
export interface Model {
  /** Blocks delivered. */
  readonly blocks: number
  /** Operations on the event queue: insertions and removals. */
  readonly heapOperations: number
  /** Redirects a flow to another host. */
  change(now: number, flow: number, to: number): void
  run(until: number): void
  /** Returns the steady rate of every flow if nothing changes any more, bytes/s. */
  settledRates(now: number): number[]
}

/**
 * Keeps exact max-min fair rates: whenever a flow starts or stops, it solves the affected links
 * again. Links 0 to hosts - 1 are the uplinks; the downlinks follow.
 */
export class Fluid implements Model {
  blocks = 0
  heapOperations = 0
  readonly rates: Float64Array
  readonly #capacity: Float64Array
  readonly #load: Float64Array
  readonly #crossing: Set<number>[]
  readonly #down: Int32Array
  readonly #leftBytes: Float64Array
  readonly #since: Float64Array
  readonly #version: Int32Array
  readonly #queue = new EventQueue(4096)

  constructor({ hosts, up, down }: Links) {
    const flows = hosts * FLOWS
    this.rates = new Float64Array(flows)
    this.#capacity = new Float64Array(hosts * 2).fill(up, 0, hosts).fill(down, hosts)
    this.#load = new Float64Array(hosts * 2)
    this.#crossing = Array.from({ length: hosts * 2 }, () => new Set())
    this.#down = new Int32Array(flows).fill(-1)
    this.#leftBytes = new Float64Array(flows).fill(WIRE_BYTES)
    this.#since = new Float64Array(flows)
    this.#version = new Int32Array(flows)
  }

  change(now: number, flow: number, to: number): void {
    const up = Math.floor(flow / FLOWS)
    const before = this.#down[flow]
    const after = this.#capacity.length / 2 + to
    const changed = new Set([up])
    if (before >= 0) {
      if (this.#isFull(before)) changed.add(before)
      this.#crossing[before].delete(flow)
      this.#load[before] -= this.rates[flow]
    }
    this.#load[up] -= this.rates[flow]
    this.rates[flow] = 0
    this.#leftBytes[flow] = WIRE_BYTES
    this.#since[flow] = now
    this.#down[flow] = after
    this.#crossing[up].add(flow)
    this.#crossing[after].add(flow)
    if (this.#isFull(after)) changed.add(after)
    this.#solve(now, changed)
  }

  run(until: number): void {
    const queue = this.#queue
    while (queue.peek() <= until) {
      queue.pop()
      this.heapOperations++
      const flow = queue.a
      if (queue.b !== this.#version[flow]) continue
      this.blocks++
      this.#leftBytes[flow] = WIRE_BYTES
      this.#since[flow] = queue.time
      this.#plan(queue.time, flow)
    }
  }

  settledRates(): number[] {
    return [...this.rates]
  }

  #isFull(link: number): boolean {
    return this.#load[link] > this.#capacity[link] * (1 - 1e-9)
  }

  /**
   * Solves again what a change affects: all flows of the links in `free`; others keep their rates.
   * Another link of these flows joins if it is full before or after, since its flows may change.
   */
  #solve(now: number, free: Set<number>): void {
    for (;;) {
      const flows = new Set<number>()
      for (const link of free) for (const flow of this.#crossing[link]) flows.add(flow)
      const solved = this.#fill(flows)
      const before = free.size
      for (const [link, load] of solved.loads) {
        const full = this.#isFull(link) || load > this.#capacity[link] * (1 - 1e-9)
        if (full) free.add(link)
      }
      if (free.size > before && [...free].some((link) => this.#reaches(link, flows))) continue
      for (const [link, load] of solved.loads) this.#load[link] = load
      for (const [flow, rate] of solved.rates) this.#setRate(now, flow, rate)
      return
    }
  }

  /** Returns whether the link has a flow outside this set. */
  #reaches(link: number, flows: Set<number>): boolean {
    for (const flow of this.#crossing[link]) if (!flows.has(flow)) return true
    return false
  }

  /** Fills these flows progressively into what the others leave; the fullest link stops first. */
  #fill(flows: Set<number>): { rates: Map<number, number>; loads: Map<number, number> } {
    const open = new Map<number, Set<number>>()
    const left = new Map<number, number>()
    for (const flow of flows) {
      for (const link of this.#linksOf(flow)) {
        const others = open.get(link)
        if (others === undefined) open.set(link, new Set([flow]))
        else others.add(flow)
        left.set(
          link,
          (left.get(link) ?? this.#capacity[link] - this.#load[link]) + this.rates[flow],
        )
      }
    }
    const loads = new Map([...left.keys()].map((link) => [link, this.#capacity[link]]))
    const rates = new Map<number, number>()
    const shares = new EventQueue(open.size + 1)
    const share = (link: number) =>
      (left.get(link) as number) / (open.get(link) as Set<number>).size
    for (const link of open.keys()) shares.push(share(link), 0, link, 0)
    while (rates.size < flows.size && shares.pop()) {
      const mine = open.get(shares.a) as Set<number>
      if (mine.size === 0) continue
      // Shares only grow as flows stop; a link whose share has grown goes back to the queue.
      const now = share(shares.a)
      if (now > shares.time * (1 + 1e-12)) shares.push(now, 0, shares.a, 0)
      else for (const flow of [...mine]) this.#stop(flow, now, rates, open, left)
    }
    for (const [link, rest] of left) loads.set(link, this.#capacity[link] - rest)
    return { rates, loads }
  }

  #stop(
    flow: number,
    rate: number,
    rates: Map<number, number>,
    open: Map<number, Set<number>>,
    left: Map<number, number>,
  ): void {
    rates.set(flow, rate)
    for (const link of this.#linksOf(flow)) {
      open.get(link)?.delete(flow)
      left.set(link, Math.max(0, (left.get(link) as number) - rate))
    }
  }

  #linksOf(flow: number): [number, number] {
    return [Math.floor(flow / FLOWS), this.#down[flow]]
  }

  #setRate(now: number, flow: number, rate: number): void {
    const before = this.rates[flow]
    if (Math.abs(rate - before) <= before * 1e-9) return
    this.#leftBytes[flow] -= before * (now - this.#since[flow])
    this.#since[flow] = now
    this.rates[flow] = rate
    this.#plan(now, flow)
  }

  /** Schedules the end of the current block, and invalidates the earlier event. */
  #plan(now: number, flow: number): void {
    this.heapOperations++
    const seconds = Math.max(0, this.#leftBytes[flow]) / this.rates[flow]
    this.#queue.push(now + seconds, 0, flow, ++this.#version[flow])
  }
}
