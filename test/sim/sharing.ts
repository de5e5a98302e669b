import { Random } from '../../src/base/random.js'
import { readModel } from '../../src/lab/scenario/model.js'
import { DEFAULT_PEER_SETTINGS, type PeerSettings } from '../../src/peer/settings.js'
import type { GroupSettings, NetworkSettings, SwarmSettings } from '../../src/sim/settings.js'
import { Swarm } from '../../src/sim/swarm.js'
import type { MessageListener } from '../../src/sim/trace.js'
import { WireOverhead } from '../../src/sim/wire-overhead.js'
import { maxMinRates, type Topology } from './max-min.js'

const DEFAULT_NETWORK: NetworkSettings = {
  headerBytes: 40,
  segmentBytes: 1460,
  segmentsPerAck: 2,
  windowBytes: 65_536,
  slowStart: false,
}

/** Bytes of a full block on the wire. */
export const WIRE_BYTES = new WireOverhead(DEFAULT_NETWORK).blockBytes(16_384)

/** Seeds, leechers without pieces, and the flows between them. */
export interface Plant extends Topology {
  /** Latency from each sender, and each receiver, to the core, seconds. */
  readonly upLatency: readonly number[]
  readonly downLatency: readonly number[]
  readonly network?: Partial<NetworkSettings>
  /** Requests outstanding on each flow. */
  readonly depth?: number
  /** The senders' choker; all receivers are served alike if left out. */
  readonly seedChoker?: string
  /** The uplink of each receiver, bytes/s; it is no limit if left out. */
  readonly ackUp?: number
  /** Bytes that each sender may send. */
  readonly capBytes?: number
}

/** A block that arrived. */
export interface Delivery {
  readonly at: number
  readonly flow: number
  readonly wireBytes: number
}

/** The outcome of a run. */
export interface PlantRun {
  readonly blocks: readonly Delivery[]
  readonly swarm: Swarm
}

const PIECE_BYTES = 2 ** 20

function peerOf(depth: number, links: number): PeerSettings {
  return {
    ...DEFAULT_PEER_SETTINGS,
    slots: links,
    optimisticSlots: 0,
    snubSeconds: 1e9,
    randomFirstPieces: 0,
    pipeline: { ...DEFAULT_PEER_SETTINGS.pipeline, mode: 'fixed', depth },
    maxLinks: links,
  }
}

function groupOf(name: string, peer: PeerSettings): GroupSettings {
  const endless = Number.POSITIVE_INFINITY
  return {
    name,
    count: 1,
    holds: { kind: 'nothing' },
    access: {
      upBytesPerSecond: 1e9,
      downBytesPerSecond: 1e9,
      latencySeconds: 0,
      latencyToSeconds: 0,
      reachable: true,
      uploadCapBytes: endless,
    },
    arrivals: { kind: 'flash', atSeconds: 0, overSeconds: 0 },
    leaving: { kind: 'stay' },
    abortPerSecond: 0,
    linkDropsPerSecond: 0,
    flapsPerSecond: 0,
    flapSeconds: 0,
    corruptShare: 0,
    freeRider: false,
    choker: 'none',
    seedChoker: 'unchoke-all',
    picker: 'in-order',
    pickerSettings: {},
    behaviour: 'honest',
    behaviourSettings: {},
    peer,
  }
}

function groupsOf(plant: Plant): GroupSettings[] {
  const { up, down, upLatency, downLatency, depth = 200, capBytes } = plant
  const group = groupOf('', peerOf(depth, Math.max(up.length, down.length)))
  const senders = up.map((upBytesPerSecond, i): GroupSettings => {
    const latencySeconds = upLatency[i]
    const uploadCapBytes = capBytes ?? group.access.uploadCapBytes
    const access = { ...group.access, upBytesPerSecond, latencySeconds, uploadCapBytes }
    const { seedChoker = group.seedChoker } = plant
    return { ...group, name: `sender ${i}`, holds: { kind: 'all' }, access, seedChoker }
  })
  const receivers = down.map((downBytesPerSecond, i): GroupSettings => {
    const latencySeconds = downLatency[i]
    const { ackUp: upBytesPerSecond = group.access.upBytesPerSecond } = plant
    const access = { ...group.access, upBytesPerSecond, downBytesPerSecond, latencySeconds }
    return { ...group, name: `receiver ${i}`, access }
  })
  return [...senders, ...receivers]
}

/**
 * Returns a swarm of single peers, senders first, in which no peer completes within so many
 * seconds.
 */
function settingsOf(plant: Plant, seconds: number): SwarmSettings {
  const most = Math.max(...plant.down) * seconds
  return {
    sizeBytes: (Math.ceil(most / PIECE_BYTES) + 64) * PIECE_BYTES,
    pieceBytes: PIECE_BYTES,
    groups: groupsOf(plant),
    network: { ...DEFAULT_NETWORK, ...plant.network },
    tracker: { peersPerAnnounce: 1, intervalSeconds: 1e9, minIntervalSeconds: 1e9 },
    events: [],
    playback: null,
    pricePerGigabyte: null,
    model: readModel(),
    untilSeconds: 1e9,
    stopWhenComplete: false,
    sampleSeconds: 1e9,
    steadyFromSeconds: 0,
    seed: '1',
  }
}

/** Runs the flows for so many seconds, in steps; calls `after` after each. */
export function runPlant(
  plant: Plant,
  seconds: number,
  options: {
    readonly stepSeconds?: number
    readonly after?: (swarm: Swarm, now: number) => void
    readonly onMessage?: MessageListener
  } = {},
): PlantRun {
  const { up, down, flows } = plant
  const settings = settingsOf(plant, seconds)
  const carriage = new WireOverhead(settings.network)
  const blocks: Delivery[] = []
  const flowOf = new Map(flows.map((flow, i) => [flow.up * down.length + flow.down, i]))
  const observer = {
    arrived() {},
    delivered(at: number, from: number, to: number, bytes: number) {
      const flow = flowOf.get(from * down.length + to - up.length) as number
      blocks.push({ at, flow, wireBytes: carriage.blockBytes(bytes) })
    },
    gained() {},
    completed() {},
    departed() {},
  }
  const swarm = new Swarm(settings, observer, options.onMessage ?? null)
  swarm.tracker.up = false
  swarm.simulation.run(0)
  for (const flow of flows) swarm.network.connect(0, flow.up, up.length + flow.down)
  const { stepSeconds = seconds, after } = options
  for (let now = stepSeconds; now <= seconds + 1e-9; now += stepSeconds) {
    swarm.simulation.run(now)
    after?.(swarm, now)
  }
  return { blocks, swarm }
}

/**
 * Returns each flow's rate in bytes/s on the wire, between its first and last block after `from`.
 */
export function ratesOf(plant: Plant, blocks: readonly Delivery[], from: number): number[] {
  const first: number[] = []
  const last: number[] = []
  const bytes: number[] = plant.flows.map(() => 0)
  for (const { at, flow, wireBytes } of blocks) {
    if (at < from) continue
    if (first[flow] === undefined) first[flow] = at
    else bytes[flow] += wireBytes
    last[flow] = at
  }
  return bytes.map((sum, flow) => (sum === 0 ? 0 : sum / (last[flow] - first[flow])))
}

/** Returns a plant of one sender and one receiver. */
export function single(up: number, down: number, latency: number, more: object = {}): Plant {
  return {
    up: [up],
    down: [down],
    upLatency: [latency / 2],
    downLatency: [latency / 2],
    flows: [{ up: 0, down: 0 }],
    ...more,
  }
}

/**
 * Returns up to 12 senders and 12 receivers of 50 kB/s to 2.5 MB/s. Paths take 5 to 100 ms one way;
 * a fifth to all of the possible flows exist.
 */
export function randomPlant(seed: number): Plant {
  const random = new Random('plants', String(seed))
  const some = (draw: () => number) => Array.from({ length: 1 + random.below(12) }, draw)
  const capacity = () => 50_000 * 50 ** random.next()
  const latency = () => 0.0025 + 0.0475 * random.next() ** 2
  const up = some(capacity)
  const down = some(capacity)
  const density = 0.2 + 0.8 * random.next()
  const pairs = up.flatMap((_, u) => down.map((_, d) => ({ up: u, down: d })))
  const flows = pairs.filter((_, i) => i === 0 || random.next() < density)
  return { up, down, flows, upLatency: up.map(latency), downLatency: down.map(latency) }
}

/** Returns each flow's relative deviation from its exact max-min fair rate. */
export function errorsOf(plant: Plant, blocksOfSlowest = 400): number[] {
  const exact = maxMinRates(plant)
  const seconds = (blocksOfSlowest * WIRE_BYTES) / Math.min(...exact)
  const { blocks } = runPlant(plant, seconds * 1.5)
  return ratesOf(plant, blocks, seconds * 0.5).map((rate, flow) => rate / exact[flow] - 1)
}

/** Returns the bytes that each path holds at the flow's exact rate: rate x one-way latency. */
export function heldBytes(plant: Plant): number[] {
  const rates = maxMinRates(plant)
  return plant.flows.map(
    ({ up, down }, i) => rates[i] * (plant.upLatency[up] + plant.downLatency[down]),
  )
}
