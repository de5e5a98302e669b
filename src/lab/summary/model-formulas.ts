import { parentHost } from '../../sim/overlays/host-placement.js'
import { type ModelPlacement, placeHosts } from '../../sim/overlays/model-placement.js'
import { hasPlaces, isPulled } from '../../sim/overlays/model-settings.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements, PeerColumns } from '../run/measurements.js'
import { payloadShare } from './bounds.js'

/** What a model's formula says of the last finish, seconds from the start. */
export interface ModelTime {
  readonly seconds: number
  /** Whether it is what the model takes; else no model of these hosts could take less. */
  readonly exact: boolean
}

/**
 * When the last is done by the formula of the scenario's model: whole pieces are passed on, paths
 * cost no time, everybody is there from the start and nobody is lost. It is exact for equal links
 * in all models in which each piece has one way to everybody: client-server, chain, one-way ring,
 * tree, several trees of more nodes and pieces than trees, and these within each other (a giver's
 * first taker is ahead of its last by a block a taker). The others have a lower bound: the optimum
 * of pieces passed on among equals, 1 + floor(log2 N)/C file-times, and what the busiest giver has
 * to send (Biersack, Rodriguez, Felber 2004; Qiu and Srikant 2004). Null for swarms, whose bound is
 * in `bounds.ts`, and if a leecher came with something.
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
  const takers = hosts.filter((i) => !complete(i))
  if (takers.length === 0 || takers.some((i) => peers.startShare[i] > 0)) return null
  const circles = placeHosts(model, hosts, pieces(settings), settings.seed)
  const oneFeed = circles.length === 1 || circles.every(({ shape }) => shape.feeds === 1)
  const isExact = circles.every((one) => isSingleFed(one) && !isPulled(one.model))
  if (oneFeed && isExact) return singleFed(settings, peers, hosts, circles)
  const seconds = Math.max(optimum(settings, peers, takers), busiest(settings, peers, circles))
  return { seconds, exact: false }
}

/** Whether every piece has one way to each node. */
function isSingleFed({ model }: ModelPlacement): boolean {
  if (model.kind === 'ring') return !model.bothWays
  return ['client-server', 'chain', 'tree', 'multi-tree'].includes(model.kind)
}

/** k + log2 n piece-times: each round everybody who has a piece gives it to one who lacks it. */
function optimum(settings: SwarmSettings, peers: PeerColumns, takers: readonly number[]): number {
  const quickest = (column: Float64Array) => takers.reduce((a, i) => Math.max(a, column[i]), 0)
  const rounds = pieces(settings) + Math.floor(Math.log2(takers.length))
  const rate = Math.min(quickest(peers.upBytesPerSecond), quickest(peers.downBytesPerSecond))
  return (rounds * pieceBytes(settings)) / rate
}

/** How long the busiest giver takes to send the whole file to all that have no other giver. */
function busiest(
  settings: SwarmSettings,
  peers: PeerColumns,
  circles: readonly ModelPlacement[],
): number {
  const own = circles.filter((circle) => isSingleFed(circle) && circle.shape.feeds === 1)
  const takers = takersOf(hopsOf(own, peers.count))
  const file = pieceBytes(settings) * pieces(settings)
  return takers.reduce((most, n, i) => Math.max(most, (n * file) / peers.upBytesPerSecond[i]), 0)
}

/** A hop on a piece's way: who gives, by which feed of how many. */
interface Hop {
  readonly giver: number
  readonly feed: number
  readonly feeds: number
}

/**
 * Along a way of hops that take h seconds a piece, the last of C pieces is through after the sum of
 * all h and C - 1 times the longest. A giver of c takers sends each piece to all of them in turn:
 * h = c times what it takes to send one.
 */
function singleFed(
  settings: SwarmSettings,
  peers: PeerColumns,
  hosts: readonly number[],
  circles: readonly ModelPlacement[],
): ModelTime {
  const piece = pieceBytes(settings)
  const hops = hopsOf(circles, peers.count)
  const takers = takersOf(hops)
  const seconds = (host: number, { giver }: Hop) =>
    Math.max(
      (takers[giver] * piece) / peers.upBytesPerSecond[giver],
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
        at = hop.giver
        hop = hops[at].find((one) => one.feed === feed)
      }
      const share = Math.ceil((pieces(settings) - feed) / feeds)
      last = Math.max(last, sum + (share - 1) * longest)
    }
  }
  return { seconds: last, exact: true }
}

/** The hops by which each host is fed; none back to the origin. */
function hopsOf(circles: readonly ModelPlacement[], count: number): Hop[][] {
  const hops: Hop[][] = Array.from({ length: count }, () => [])
  for (const circle of circles) {
    const { feeds } = circle.shape
    circle.nodes.forEach(([host], node) => {
      for (let feed = 0; feed < feeds && node > 0; feed++) {
        const giver = circle.shape.parent(node, feed)
        hops[host].push({ giver: parentHost(circle, node, giver, 0), feed, feeds })
      }
    })
  }
  return hops
}

/** How many each host feeds. */
function takersOf(hops: readonly (readonly Hop[])[]): Float64Array {
  const takers = new Float64Array(hops.length)
  for (const list of hops) for (const { giver } of list) takers[giver]++
  return takers
}

function pieces({ sizeBytes, pieceBytes }: SwarmSettings): number {
  return Math.ceil(sizeBytes / pieceBytes)
}

/** Bytes of a piece on the wire; the last, which may be short, counts as its share of all. */
function pieceBytes(settings: SwarmSettings): number {
  return settings.sizeBytes / pieces(settings) / payloadShare(settings.network)
}
