import type { NetworkSettings, SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'

/** Payload bytes of a full block, and the bytes that its `piece` message adds (BEP 3). */
const blockBytes = 16384
const messageBytes = 13

/**
 * A host as the bounds see it. It is idealised: hosts never leave, uplinks serve any peer from
 * arrival on, pieces can be passed on bit by bit, and paths have no latency. Real hosts can do no
 * more, so no real swarm beats a bound.
 */
export interface Host {
  readonly arrivalSeconds: number
  /** Largest capacities during the run, bytes/s, headers included; Infinity for no limit. */
  readonly upBytesPerSecond: number
  readonly downBytesPerSecond: number
  /** Payload bytes that it lacked on arrival; 0 for a seed. */
  readonly lackedBytes: number
}

/** The hosts and the torrent as the bounds see them. */
export interface Fluid {
  readonly sizeBytes: number
  /** At most this share of a link's bytes is payload, 0 to 1. */
  readonly payloadShare: number
  /** All hosts that can send. */
  readonly hosts: readonly Host[]
}

/**
 * Returns the largest share of a link's bytes that can be payload: with whole blocks and full
 * segments. A sender that starts a new segment with each block has a little less.
 */
export function payloadShare(network: NetworkSettings): number {
  const message = blockBytes + messageBytes
  return blockBytes / (message * (1 + network.headerBytes / network.segmentBytes))
}

/** Returns the peers that arrived as hosts; of planned access changes the fastest counts. */
export function fluidOf(settings: SwarmSettings, { peers }: Measurements): Fluid {
  const hosts: Host[] = []
  for (let i = 0; i < peers.count; i++) {
    if (Number.isNaN(peers.arrivalSeconds[i])) continue
    hosts.push(hostOf(settings, peers, i))
  }
  return { sizeBytes: settings.sizeBytes, payloadShare: payloadShare(settings.network), hosts }
}

/** Returns a peer as a host. */
export function hostOf(settings: SwarmSettings, peers: Measurements['peers'], i: number): Host {
  const group = settings.groups[peers.group[i]]?.name
  let upBytesPerSecond = peers.upBytesPerSecond[i]
  let downBytesPerSecond = peers.downBytesPerSecond[i]
  for (const { action } of settings.events) {
    if (!('upBytesPerSecond' in action)) continue
    // Which host is meant depends on the arrivals: a bound may take it for any.
    if ('group' in action && action.group !== group) continue
    upBytesPerSecond = Math.max(upBytesPerSecond, action.upBytesPerSecond ?? 0)
    downBytesPerSecond = Math.max(downBytesPerSecond, action.downBytesPerSecond ?? 0)
  }
  const lackedBytes = lackedBytesOf(settings, peers.startShare[i])
  const arrivalSeconds = peers.arrivalSeconds[i]
  return { arrivalSeconds, upBytesPerSecond, downBytesPerSecond, lackedBytes }
}

/**
 * Returns the fewest bytes that a peer with this share of the pieces (0 to 1) can lack: it is
 * assumed to lack the last piece, which may be short.
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
 * Returns a function of a number of payload bytes: the earliest time by which the hosts together
 * can have sent them, each from its arrival on. Infinity if they never can.
 */
export function supplyOf(fluid: Fluid, hosts: readonly Host[]): (payloadBytes: number) => number {
  const arrivals = [...hosts].sort((a, b) => a.arrivalSeconds - b.arrivalSeconds)
  const sentBytes = new Float64Array(arrivals.length)
  const rates = new Float64Array(arrivals.length)
  arrivals.forEach(({ arrivalSeconds, upBytesPerSecond }, i) => {
    const waited = i === 0 ? 0 : arrivalSeconds - arrivals[i - 1].arrivalSeconds
    // An infinite rate times 0 s would be NaN.
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

/** Returns the last index of an ascending column with a value below `limit`, or -1. */
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

/** Returns when the downlink of a host can have carried all bytes that it lacked, seconds. */
export function downlinkSeconds(fluid: Fluid, host: Host): number {
  return host.arrivalSeconds + host.lackedBytes / fluid.payloadShare / host.downBytesPerSecond
}

/**
 * Returns when the seeds can have sent once every byte that no leecher brought: F/u_s in Kumar and
 * Ross. Leechers that bring pieces are assumed to bring different ones.
 */
export function seedSeconds(fluid: Fluid): number {
  const seeds = fluid.hosts.filter(({ lackedBytes }) => lackedBytes <= 0)
  const brought = fluid.hosts.map(({ lackedBytes }) =>
    lackedBytes > 0 ? fluid.sizeBytes - lackedBytes : 0,
  )
  const fresh = fluid.sizeBytes - brought.reduce((a, b) => a + b, 0)
  return supplyOf(fluid, seeds)(fresh)
}

/** Returns a function of a host: its earliest completion if all hosts served it alone, seconds. */
export function earliestOf(fluid: Fluid): (host: Host) => number {
  const seeded = seedSeconds(fluid)
  const supplied = supplyOf(fluid, fluid.hosts)
  return (host) => Math.max(seeded, downlinkSeconds(fluid, host), supplied(host.lackedBytes))
}

/**
 * Returns the earliest time at which all of `takers` can be complete, seconds from the start. This
 * is the bound of Kumar and Ross, "Peer-Assisted File Distribution: The Minimum Distribution Time"
 * (2006), max(F/u_s, F/d_min, N F/(u_s + sum u_i)), extended to different arrivals, several seeds,
 * headers, and leechers that arrive with pieces. 0 without takers, Infinity if they never can be.
 */
export function lastFinishBoundSeconds(fluid: Fluid, takers: readonly Host[]): number {
  return completionBoundsSeconds(fluid, takers).at(-1) ?? 0
}

/**
 * Returns for k = 1, 2, ... the earliest time at which k of `takers` can be complete, ascending.
 * Value k is the largest of three: the seeds' part of the bound, the k-th earliest time at which a
 * downlink is done, and the time that all uplinks need for the k takers that lack least. No
 * completion curve of these hosts can be to the left of it.
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
 * Returns the last finish if only the seeds sent, seconds from the start: the client-server bound
 * max(N F/u_s, F/d_min), with the same extensions.
 */
export function clientServerSeconds(fluid: Fluid, takers: readonly Host[]): number {
  const seeds = fluid.hosts.filter(({ lackedBytes }) => lackedBytes <= 0)
  const needed = takers.reduce((bytes, host) => bytes + host.lackedBytes, 0)
  const own = takers.map((host) => downlinkSeconds(fluid, host))
  return own.reduce((a, b) => Math.max(a, b), supplyOf(fluid, seeds)(needed))
}
