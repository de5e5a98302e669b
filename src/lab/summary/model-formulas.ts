import { parentHost } from '../../sim/overlays/host-placement.js'
import { type ModelPlacement, placeHosts } from '../../sim/overlays/model-placement.js'
import { hasPlaces, isPulled } from '../../sim/overlays/model-settings.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements, PeerColumns } from '../run/measurements.js'
import { payloadShare } from './bounds.js'

/** The last finish by a model's formula, seconds from the start. */
export interface ModelTime {
  readonly seconds: number
  /** Whether the model takes exactly this long; otherwise it is a lower bound. */
  readonly exact: boolean
}

/**
 * Computes the last finish by the formula of the scenario's model. The formulas assume that hosts
 * forward whole pieces, paths have no latency, every host is present from the start and none fails.
 *
 * With equal links a formula is exact if each piece reaches each host along one path. That holds
 * for client-server, chain, one-way ring, tree, multi-tree with more nodes and pieces than trees,
 * and these nested. (A parent's first child is ahead of its last by one block per child.) All other
 * models have a lower bound, the longer of two times: forwarding pieces among equals, which takes
 * 1 + floor(log2 N)/C file-times, and the upload of the busiest parent (Biersack, Rodriguez, Felber
 * 2004; Qiu and Srikant 2004).
 *
 * Null for swarms, whose bound is in `bounds.ts`, and if a leecher arrives with pieces.
 */
export function modelTime(settings: SwarmSettings, { peers }: Measurements): ModelTime | null {
  const { model, untilSeconds } = settings
  if (!hasPlaces(model)) return null
  const complete = (i: number) => settings.groups[peers.group[i]].holds.kind === 'all'
  const hosts = Array.from({ length: peers.count }, (_, i) => i)
    .filter((i) => peers.arrivalSeconds[i] <= untilSeconds)
    .sort(
      (a, b) =>
        Number(complete(b)) - Number(complete(a)) ||
        peers.arrivalSeconds[a] - peers.arrivalSeconds[b] ||
        a - b,
    )
  const leechers = hosts.filter((i) => !complete(i))
  if (leechers.length === 0 || leechers.some((i) => peers.startShare[i] > 0)) return null
  const placements = placeHosts(model, hosts, pieces(settings), settings.seed)
  const oneFeed = placements.length === 1 || placements.every(({ shape }) => shape.feeds === 1)
  const isExact = placements.every((one) => isSingleFed(one) && !isPulled(one.model))
  if (oneFeed && isExact) return singleFed(settings, peers, hosts, placements)
  const seconds = Math.max(optimum(settings, peers, leechers), busiest(settings, peers, placements))
  return { seconds, exact: false }
}

/** Whether every piece reaches each node along one path. */
function isSingleFed({ model }: ModelPlacement): boolean {
  if (model.kind === 'ring') return !model.bothWays
  return ['client-server', 'chain', 'tree', 'multi-tree'].includes(model.kind)
}

/** C + log2 N piece-times: in each round every host with a piece sends it to one without it. */
function optimum(settings: SwarmSettings, peers: PeerColumns, leechers: readonly number[]): number {
  const quickest = (column: Float64Array) => leechers.reduce((a, i) => Math.max(a, column[i]), 0)
  const rounds = pieces(settings) + Math.floor(Math.log2(leechers.length))
  const rate = Math.min(quickest(peers.upBytesPerSecond), quickest(peers.downBytesPerSecond))
  return (rounds * pieceBytes(settings)) / rate
}

/** Seconds that the busiest parent needs to send the file to all hosts with no other parent. */
function busiest(
  settings: SwarmSettings,
  peers: PeerColumns,
  placements: readonly ModelPlacement[],
): number {
  const own = placements.filter(
    (placement) => isSingleFed(placement) && placement.shape.feeds === 1,
  )
  const children = childrenOf(hopsOf(own, peers.count))
  const file = pieceBytes(settings) * pieces(settings)
  return children.reduce((most, n, i) => Math.max(most, (n * file) / peers.upBytesPerSecond[i]), 0)
}

/** One hop of a piece's path: the parent that sends it, and through which of its feeds. */
interface Hop {
  readonly parent: number
  readonly feed: number
  readonly feeds: number
}

/**
 * Computes the last finish where each piece has one path. If hops take h seconds per piece, the
 * last of C pieces arrives after the sum of all h plus C - 1 times the longest h. A parent sends
 * each piece to its c children in turn, so h is c times the time to send one piece.
 */
function singleFed(
  settings: SwarmSettings,
  peers: PeerColumns,
  hosts: readonly number[],
  placements: readonly ModelPlacement[],
): ModelTime {
  const piece = pieceBytes(settings)
  const hops = hopsOf(placements, peers.count)
  const children = childrenOf(hops)
  const seconds = (host: number, { parent }: Hop) =>
    Math.max(
      (children[parent] * piece) / peers.upBytesPerSecond[parent],
      piece / peers.downBytesPerSecond[host],
    )
  let last = 0
  for (const host of hosts) {
    for (const first of hops[host]) {
      const { feed, feeds } = first
      let [sum, longest] = [0, 0]
      let at = host
      for (let hop: Hop | undefined = first; hop !== undefined && at !== hosts[0]; ) {
        const time = seconds(at, hop)
        sum += time
        longest = Math.max(longest, time)
        at = hop.parent
        hop = hops[at].find((one) => one.feed === feed)
      }
      const share = Math.ceil((pieces(settings) - feed) / feeds)
      last = Math.max(last, sum + (share - 1) * longest)
    }
  }
  return { seconds: last, exact: true }
}

/** The hops that feed each host; none leads back to the origin. */
function hopsOf(placements: readonly ModelPlacement[], count: number): Hop[][] {
  const hops: Hop[][] = Array.from({ length: count }, () => [])
  for (const placement of placements) {
    const { feeds } = placement.shape
    placement.nodes.forEach(([host], node) => {
      for (let feed = 0; feed < feeds && node > 0; feed++) {
        const parent = placement.shape.parent(node, feed)
        hops[host].push({ parent: parentHost(placement, node, parent, 0), feed, feeds })
      }
    })
  }
  return hops
}

/** How many children each host feeds. */
function childrenOf(hops: readonly (readonly Hop[])[]): Float64Array {
  const children = new Float64Array(hops.length)
  for (const list of hops) for (const { parent } of list) children[parent]++
  return children
}

function pieces({ sizeBytes, pieceBytes }: SwarmSettings): number {
  return Math.ceil(sizeBytes / pieceBytes)
}

/** Mean bytes of a piece on the wire, headers included; a short last piece lowers the mean. */
function pieceBytes(settings: SwarmSettings): number {
  return settings.sizeBytes / pieces(settings) / payloadShare(settings.network)
}
