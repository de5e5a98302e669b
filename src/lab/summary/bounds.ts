import type { NetworkSettings, SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'

/** Payload bytes of a full block, and what its `piece` message adds (BEP 3). */
const blockBytes = 16384
const messageBytes = 13

/**
 * A host as the bounds see it. Only what helps is counted: hosts never leave, own uplinks serve
 * anybody from the instant of arrival on, pieces can be passed on bit by bit, paths cost no time.
 * What is possible for real hosts is possible for these, so no real swarm beats a bound.
 */
export interface Host {
  readonly arrivalSeconds: number
  /** Capacities at their best over the run, bytes/s, headers included; Infinity for no limit. */
  readonly upBytesPerSecond: number
  readonly downBytesPerSecond: number
  /** Payload bytes that it lacked on arrival; 0 for one that arrived complete, a seed. */
  readonly lackedBytes: number
}

/** What the bounds start from. */
export interface Fluid {
  readonly sizeBytes: number
  /** At most this share of a link's bytes is payload, 0 to 1. */
  readonly payloadShare: number
  /** Everybody that can send. */
  readonly hosts: readonly Host[]
}

/**
 * The largest share of a link's bytes that can be payload: whole blocks, and segments filled to
 * the brim. A sender that begins a new segment with each block does a little worse.
 */
export function payloadShare(network: NetworkSettings): number {
  const message = blockBytes + messageBytes
  return blockBytes / (message * (1 + network.headerBytes / network.segmentBytes))
}

/** The peers that arrived as hosts, in order; planned changes of access count at their best. */
export function fluidOf(settings: SwarmSettings, { peers }: Measurements): Fluid {
  const hosts: Host[] = []
  for (let i = 0; i < peers.count; i++) {
    if (Number.isNaN(peers.arrivalSeconds[i])) continue
    hosts.push(hostOf(settings, peers, i))
  }
  return { sizeBytes: settings.sizeBytes, payloadShare: payloadShare(settings.network), hosts }
}

/** One peer as a host. */
export function hostOf(settings: SwarmSettings, peers: Measurements['peers'], i: number): Host {
  const group = settings.groups[peers.group[i]]?.name
  let upBytesPerSecond = peers.upBytesPerSecond[i]
  let downBytesPerSecond = peers.downBytesPerSecond[i]
  for (const { action } of settings.events) {
    if (action.kind !== 'access' || action.group !== group) continue
    upBytesPerSecond = Math.max(upBytesPerSecond, action.upBytesPerSecond)
    downBytesPerSecond = Math.max(downBytesPerSecond, action.downBytesPerSecond)
  }
  const lackedBytes = lackedBytesOf(settings, peers.startShare[i])
  const arrivalSeconds = peers.arrivalSeconds[i]
  return { arrivalSeconds, upBytesPerSecond, downBytesPerSecond, lackedBytes }
}

/**
 * The fewest bytes that a peer with this share of the pieces (0 to 1) can lack: the last piece,
 * which may be short, is taken to be among those that it lacks.
 */
export function lackedBytesOf(
  { sizeBytes, pieceBytes }: Pick<SwarmSettings, 'sizeBytes' | 'pieceBytes'>,
  startShare: number,
): number {
  if (startShare >= 1) return 0
  const pieces = Math.ceil(sizeBytes / pieceBytes)
  const lacked = Math.max(1, Math.round(pieces * (1 - startShare)))
  return sizeBytes - (pieces - lacked) * pieceBytes
}

/**
 * The first instant by which the hosts together can have sent a number of payload bytes, each from
 * its arrival on, as a function of that number. Infinity if they never can.
 */
export function supplyOf(fluid: Fluid, hosts: readonly Host[]): (payloadBytes: number) => number {
  const arrivals = [...hosts].sort((a, b) => a.arrivalSeconds - b.arrivalSeconds)
  const sentBytes = new Float64Array(arrivals.length)
  const rates = new Float64Array(arrivals.length)
  arrivals.forEach(({ arrivalSeconds, upBytesPerSecond }, i) => {
    const waited = i === 0 ? 0 : arrivalSeconds - arrivals[i - 1].arrivalSeconds
    // An endless rate for no time at all would be NaN bytes.
    if (i > 0) sentBytes[i] = sentBytes[i - 1] + (waited > 0 ? rates[i - 1] * waited : 0)
    rates[i] = (i === 0 ? 0 : rates[i - 1]) + upBytesPerSecond
  })
  return (payloadBytes) => {
    const needed = payloadBytes / fluid.payloadShare
    if (!(needed > 0)) return 0
    const at = lastBelow(sentBytes, needed)
    if (at < 0 || rates[at] === 0) return Number.POSITIVE_INFINITY
    return arrivals[at].arrivalSeconds + (needed - sentBytes[at]) / rates[at]
  }
}

/** The last place of an ascending column whose value is below `limit`; -1 if there is none. */
function lastBelow(column: Float64Array, limit: number): number {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (column[middle] < limit) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** No peer can be complete before its own downlink has carried what it lacked, seconds. */
export function downlinkSeconds(fluid: Fluid, host: Host): number {
  return host.arrivalSeconds + host.lackedBytes / fluid.payloadShare / host.downBytesPerSecond
}

/**
 * Nobody can be complete before the seeds have sent once what no leecher brought along: F/u_s in
 * Kumar and Ross. Leechers that bring pieces are taken to bring different ones.
 */
export function seedSeconds(fluid: Fluid): number {
  const seeds = fluid.hosts.filter(({ lackedBytes }) => lackedBytes <= 0)
  const brought = fluid.hosts.map(({ lackedBytes }) =>
    lackedBytes > 0 ? fluid.sizeBytes - lackedBytes : 0,
  )
  const fresh = fluid.sizeBytes - brought.reduce((a, b) => a + b, 0)
  return supplyOf(fluid, seeds)(fresh)
}

/** The earliest instant at which a peer could be complete if all served it alone, seconds. */
export function earliestOf(fluid: Fluid): (host: Host) => number {
  const seeded = seedSeconds(fluid)
  const supplied = supplyOf(fluid, fluid.hosts)
  return (host) => Math.max(seeded, downlinkSeconds(fluid, host), supplied(host.lackedBytes))
}

/**
 * The earliest instant at which all of `takers` can be complete, seconds from the start: the bound
 * of Kumar and Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time" (2006),
 * max(F/u_s, F/d_min, N F/(u_s + sum u_i)), for hosts that arrive at different instants, several
 * seeds, headers, and leechers that hold something already. 0 of no takers, Infinity if they never
 * can be.
 */
export function lastFinishBoundSeconds(fluid: Fluid, takers: readonly Host[]): number {
  return completionBoundsSeconds(fluid, takers).at(-1) ?? 0
}

/**
 * For k = 1, 2, ... the earliest instant at which k of `takers` can be complete, ascending. The
 * k-th cannot be earlier than the seeds' part of the bound, than the k-th least of the instants at
 * which their downlinks are done, and than all uplinks need for the k that lacked least: together
 * a completion curve to the left of which no swarm of these hosts can be.
 */
export function completionBoundsSeconds(fluid: Fluid, takers: readonly Host[]): Float64Array {
  const seeded = seedSeconds(fluid)
  const own = Float64Array.from(takers, (host) => downlinkSeconds(fluid, host)).sort()
  const lacked = Float64Array.from(takers, (host) => host.lackedBytes).sort()
  const supplied = supplyOf(fluid, fluid.hosts)
  let needed = 0
  return own.map((downlink, k) => {
    needed += lacked[k]
    return Math.max(seeded, downlink, supplied(needed))
  })
}

/**
 * How long the seeds would take if nobody else sent anything, seconds from the start: the
 * client-server bound max(N F/u_s, F/d_min), with the same care for arrivals and headers.
 */
export function clientServerSeconds(fluid: Fluid, takers: readonly Host[]): number {
  const seeds = fluid.hosts.filter(({ lackedBytes }) => lackedBytes <= 0)
  const needed = takers.reduce((bytes, host) => bytes + host.lackedBytes, 0)
  const own = takers.map((host) => downlinkSeconds(fluid, host))
  return own.reduce((a, b) => Math.max(a, b), supplyOf(fluid, seeds)(needed))
}
