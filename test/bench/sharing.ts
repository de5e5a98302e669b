import { Random } from '../../src/base/random.js'
import type { Peer } from '../../src/peer/peer.js'
import { LINK_STRIDE } from '../../src/peer/peer-columns.js'
import { type DownlinkOwner, Downlinks } from '../../src/sim/downlinks.js'
import { Endpoints, GENERATION, HOST, IN_FLIGHT } from '../../src/sim/endpoints.js'
import {
  ACKNOWLEDGED,
  BLOCK_IN,
  BLOCK_THROUGH,
  KIND_BITS,
  KIND_MASK,
  UPLINK,
} from '../../src/sim/event-kinds.js'
import { CAP, DOWN, DOWN_FREE, HOST_STRIDE, Hosts, ONLINE, UP } from '../../src/sim/hosts.js'
import { Simulation } from '../../src/sim/simulation.js'
import { type UplinkOwner, Uplinks } from '../../src/sim/uplinks.js'
import { maxMinRates } from '../sim/max-min.js'
import { FLOWS, Fluid, type Links, type Model, WIRE_BYTES } from './fluid.js'

// npx tsx test/bench/sharing.ts measures cost and accuracy of sharing in three models: a fluid that
// solves its rates again at every change, our round robin, and downlinks in order of arrival.

const BLOCK_BYTES = 16_384
const WINDOW_BYTES = 65_536
/** Each uplink replaces one of its flows this often, seconds. */
const CHANGE_SECONDS = 10
/** The most links of a host. */
const ROWS = 40

interface Case extends Links {
  readonly name: string
  readonly seconds: number
}

/** The time at which a flow is redirected to another host. */
interface Change {
  readonly at: number
  readonly flow: number
  readonly to: number
}

/** Draws the initial receivers and all changes; no host exceeds its number of links. */
function changesOf({ hosts, seconds }: Case): Change[] {
  const random = new Random('sharing', String(hosts))
  const to = new Int32Array(hosts * FLOWS).fill(-1)
  const taken = new Int32Array(hosts).fill(FLOWS)
  const change = (at: number, flow: number): Change => {
    let other = random.below(hosts)
    while (other === Math.floor(flow / FLOWS) || taken[other] === ROWS) other = random.below(hosts)
    if (to[flow] >= 0) taken[to[flow]]--
    taken[other]++
    to[flow] = other
    return { at, flow, to: other }
  }
  const changes = Array.from(to, (_, flow) => change(0, flow))
  for (let at = 1e-9; at < seconds; at += CHANGE_SECONDS / hosts) {
    changes.push(change(at, random.below(hosts) * FLOWS + random.below(FLOWS)))
  }
  return changes
}

/** Serves each downlink in order of arrival, for comparison. */
class InOrder implements Pick<Downlinks, 'arrive' | 'through' | 'drop'> {
  readonly #sim: Simulation
  readonly #network: DownlinkOwner
  readonly #lines: Int32Array

  constructor(sim: Simulation, network: DownlinkOwner, lines: Int32Array) {
    this.#sim = sim
    this.#network = network
    this.#lines = lines
  }

  arrive(now: number, _what: number, o: number, block: number): void {
    const { hosts, endpoints } = this.#network
    const to = this.#lines[o * LINK_STRIDE + HOST] * HOST_STRIDE
    const firstByteAt = now - WIRE_BYTES / hosts.reals[endpoints.address[o] * HOST_STRIDE + UP]
    const begins = Math.max(hosts.reals[to + DOWN_FREE], firstByteAt)
    const through = begins + WIRE_BYTES / hosts.reals[to + DOWN]
    hosts.reals[to + DOWN_FREE] = through
    if (through <= now) this.#network.deliver(now, o, block)
    else this.#sim.schedule(through, this.#network.tagged(BLOCK_THROUGH, o), o, block)
  }

  through(now: number, what: number, o: number, block: number): void {
    if (what >>> KIND_BITS !== this.#lines[o * LINK_STRIDE + GENERATION]) return
    this.#network.deliver(now, o, block)
  }

  drop(): void {}
}

/** The simulator's uplinks and downlinks, with senders that always have a block to send. */
class Quantised implements Model, UplinkOwner, DownlinkOwner {
  blocks = 0
  readonly hosts: Hosts
  readonly endpoints: Endpoints
  readonly peers: Peer[]
  readonly outages = { heldUntil: () => 0 }
  readonly uplinks: Uplinks
  readonly #sim = new Simulation()
  readonly #lines: Int32Array
  readonly #downlinks: Pick<Downlinks, 'arrive' | 'through' | 'drop'>
  /** For each flow, since `notesFrom`: time of the first block, of the last, and their number. */
  readonly #notes: Float64Array
  #notesFrom = Number.POSITIVE_INFINITY

  constructor({ hosts, up, down }: Links, inRounds: boolean) {
    const random = new Random('latency', String(hosts))
    this.hosts = new Hosts(hosts)
    this.#lines = new Int32Array(hosts * ROWS * LINK_STRIDE)
    this.endpoints = new Endpoints(this.#lines)
    this.#notes = new Float64Array(hosts * FLOWS * 3)
    for (let host = 0; host < hosts; host++) {
      this.hosts.reals.set([up, down], host * HOST_STRIDE + UP)
      this.hosts.reals[host * HOST_STRIDE + CAP] = Number.POSITIVE_INFINITY
      this.hosts.ints[host * HOST_STRIDE + ONLINE] = 1
      this.hosts.latencySeconds[host] = 0.0025 + 0.0225 * random.next()
      for (let row = 0; row < ROWS; row++)
        this.#lines[(host * ROWS + row) * LINK_STRIDE + HOST] = host
    }
    const pull = (now: number, e: number) => {
      this.uplinks.send(now, e, 0, BLOCK_BYTES, WIRE_BYTES)
      return true
    }
    this.peers = Array.from({ length: hosts }, () => ({ pull }) as unknown as Peer)
    const silent = { exhausted() {} } as unknown as ConstructorParameters<typeof Uplinks>[5]
    this.uplinks = new Uplinks(this.#sim, this, this.#lines, WINDOW_BYTES, null, silent)
    this.#downlinks = new (inRounds ? Downlinks : InOrder)(this.#sim, this, this.#lines)
    this.#sim.handle((now, what, a, b) => this.#handle(now, what, a, b))
  }

  get heapOperations(): number {
    return 2 * this.#sim.events
  }

  change(now: number, flow: number, to: number): void {
    const e = Math.floor(flow / FLOWS) * ROWS + (flow % FLOWS)
    const { other } = this.endpoints
    const old = other[e]
    if (old >= 0) {
      this.endpoints.disconnect(old)
      for (const end of [e, old]) {
        this.#lines[end * LINK_STRIDE + GENERATION] =
          (this.#lines[end * LINK_STRIDE + GENERATION] + 1) & 0x7fffff
      }
      this.uplinks.drop(e)
      this.#downlinks.drop(old)
    }
    let o = to * ROWS + FLOWS
    while (other[o] >= 0) o++
    this.endpoints.connect(e, o, to)
    this.endpoints.connect(o, e, Math.floor(flow / FLOWS))
    this.#lines[e * LINK_STRIDE + IN_FLIGHT] = 0
    this.uplinks.enqueue(now, e)
  }

  run(until: number): void {
    this.#sim.run(until)
  }

  settledRates(now: number): number[] {
    const seconds = 2000
    this.#notesFrom = now + seconds / 4
    this.#sim.run(now + seconds)
    const flows = Array.from({ length: this.#notes.length / 3 }, (_, flow) => flow * 3)
    return flows.map((at) => {
      const [first, last, count] = this.#notes.subarray(at, at + 3)
      return ((count - 1) * WIRE_BYTES) / (last - first)
    })
  }

  wireBytes(): number {
    return WIRE_BYTES
  }

  tagged(kind: number, e: number): number {
    return kind | (this.#lines[e * LINK_STRIDE + GENERATION] << KIND_BITS)
  }

  launch(now: number, e: number, block: number): void {
    const o = this.endpoints.other[e]
    this.#sim.schedule(now + this.latency(e), this.tagged(BLOCK_IN, o), o, block)
  }

  latency(e: number): number {
    const { latencySeconds } = this.hosts
    const here = latencySeconds[this.#lines[e * LINK_STRIDE + HOST]]
    return here + latencySeconds[this.endpoints.address[e]]
  }

  deliver(now: number, o: number): void {
    this.blocks++
    const e = this.endpoints.other[o]
    this.uplinks.acknowledge(e, now + this.latency(o), WIRE_BYTES)
    if (now < this.#notesFrom) return
    const at = (Math.floor(e / ROWS) * FLOWS + (e % ROWS)) * 3
    if (this.#notes[at + 2]++ === 0) this.#notes[at] = now
    this.#notes[at + 1] = now
  }

  receive(): void {}

  #handle(now: number, what: number, a: number, b: number): void {
    const kind = what & KIND_MASK
    if (kind === UPLINK) this.uplinks.advance(now, a)
    else if (kind === BLOCK_THROUGH) this.#downlinks.through(now, what, a, b)
    else if (what >>> KIND_BITS === this.#lines[a * LINK_STRIDE + GENERATION]) {
      if (kind === ACKNOWLEDGED) this.uplinks.reopen(now, a)
      else this.#downlinks.arrive(now, what, a, b)
    }
  }
}

/** Measures one row of the table. */
function measured(of: Case, name: string, model: Model, changes: readonly Change[]): string[] {
  const apply = ({ at, flow, to }: Change) => {
    model.run(at)
    model.change(at, flow, to)
  }
  changes.filter(({ at }) => at === 0).forEach(apply)
  const begun = model.heapOperations
  const before = process.cpuUsage()
  changes.filter(({ at }) => at > 0).forEach(apply)
  model.run(of.seconds)
  const { user, system } = process.cpuUsage(before)
  const { blocks } = model
  const heapOperations = model.heapOperations - begun
  const to = new Int32Array(of.hosts * FLOWS)
  for (const change of changes) to[change.flow] = change.to
  const exact = maxMinRates({
    up: new Array(of.hosts).fill(of.up),
    down: new Array(of.hosts).fill(of.down),
    flows: Array.from(to, (down, flow) => ({ up: Math.floor(flow / FLOWS), down })),
  })
  const rates = model.settledRates(of.seconds)
  const errors = rates.map((rate, i) => Math.abs(rate / exact[i] - 1)).sort((a, b) => a - b)
  const error = (share: number) =>
    (100 * errors[Math.min(errors.length - 1, Math.floor(share * errors.length))]).toFixed(2)
  return [
    of.name,
    String(of.hosts),
    name,
    `${error(0.5)} / ${error(0.95)} / ${error(1)}`,
    blocks.toLocaleString('en'),
    ((user + system) / blocks).toFixed(2),
    (heapOperations / blocks).toFixed(2),
  ]
}

const KBIT = 125
const cases: readonly Case[] = [100, 1000].flatMap((hosts) => [
  { name: '400 up, 1500 down', hosts, up: 400 * KBIT, down: 1500 * KBIT, seconds: 4e4 / hosts },
  { name: '1000 both ways', hosts, up: 1000 * KBIT, down: 1000 * KBIT, seconds: 4e4 / hosts },
])

const HEAD = [
  'links, kbit/s',
  'hosts',
  'model',
  'error % median / p95 / max',
  'blocks',
  'CPU us per block',
  'heap operations per block',
]

const rows = cases.flatMap((of) => {
  const changes = changesOf(of)
  return [
    measured(of, 'fluid', new Fluid(of), changes),
    measured(of, 'in order of arrival', new Quantised(of, false), changes),
    measured(of, 'in rounds', new Quantised(of, true), changes),
  ]
})
const table = [HEAD, HEAD.map((_, i) => (i === 0 || i === 2 ? '---' : '---:')), ...rows]
process.stdout.write(`${table.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`)
