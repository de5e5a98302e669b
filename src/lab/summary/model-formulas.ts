import { BLOCK_BYTES } from '../../peer/geometry.js'
import { parentHost } from '../../sim/overlays/host-placement.js'
import { type ModelPlacement, placeHosts } from '../../sim/overlays/model-placement.js'
import { hasPlaces, isPulled } from '../../sim/overlays/model-settings.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements, PeerColumns } from '../run/measurements.js'
import {
  type Fluid,
  fluidOf,
  hostOf,
  lastFinishBoundSeconds,
  payloadShare,
  seedSeconds,
} from './bounds.js'

/** The last finish by a model's formula, seconds from the start. */
export interface ModelTime {
  readonly seconds: number
  /** Whether the model takes exactly this long; otherwise it is a lower bound. */
  readonly exact: boolean
}

/**
 * Computes the last finish by the formula of the scenario's model, or says why there is none.
 *
 * A formula is exact if each piece reaches each host along one path: for client-server, chain,
 * one-way ring, tree, multi-tree with more than two nodes a tree and as many bytes in each, and
 * these nested, if all branches and links are alike and all pieces are full. It assumes that hosts
 * forward whole pieces, paths have no latency, and nothing happens: every host is there from the
 * start, honest, online, stays and finishes, and only one arrives complete.
 *
 * If branches differ, the longest one may begin at a first child, which is up to two rounds of
 * blocks ahead of the last one: the time is then a lower bound.
 *
 * In all other cases the time is a lower bound that no run beats, whatever happens: the longest of
 * the bound in `bounds.ts`, of forwarding whole pieces (`forwarding`), and, if every child depends
 * on one parent, of the busiest parent's upload (Biersack, Rodriguez, Felber 2004; Qiu and Srikant
 * 2004).
 *
 * A text instead of a time is the reason why there is none.
 */
export function modelTime(settings: SwarmSettings, measurements: Measurements): ModelTime | string {
  const { model, untilSeconds } = settings
  const { peers } = measurements
  if (!hasPlaces(model)) return 'the model has no places; boundSeconds is its bound'
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
  if (leechers.length === 0) return 'there is no leecher'
  if (leechers.some((i) => peers.startShare[i] > 0)) return 'a leecher arrived with pieces'
  if (leechers.length === hosts.length) return 'no peer arrived with all pieces'
  const placements = placeHosts(model, hosts, pieces(settings), settings.seed)
  const oneFeed = placements.length === 1 || placements.every(({ shape }) => shape.feeds === 1)
  const isTree = placements.every(isSingleFed)
  const isSingle = isTree && placements.every(({ model }) => !isPulled(model))
  // The formulas speak of all leechers: those that are done may be the lucky ones.
  // A complete host takes nothing from its parent, which then has more for its other children.
  const hasOneSource = leechers.length === hosts.length - 1
  const calm =
    hasOneSource &&
    leechers.every((i) => !Number.isNaN(peers.completionSeconds[i])) &&
    isCalm(
      settings,
      hosts.map((i) => peers.arrivalSeconds[i]),
    )
  const isEven = placements.every((placement) => hasEvenFeeds(placement, settings))
  if (calm && oneFeed && isSingle && isEven && equalLinks(peers, leechers)) {
    return singleFed(settings, peers, hosts, placements)
  }
  const fluid = fluidOf(settings, measurements)
  const seconds = Math.max(
    leastSeconds(settings, measurements, fluid, leechers),
    // Inside a mesh or a swarm, any host may get pieces from its neighbours there.
    calm && isTree ? busiest(settings, peers, placements) : 0,
  )
  return Number.isFinite(seconds)
    ? { seconds, exact: false }
    : 'the seeds cannot upload, so no leecher can finish'
}

/** Computes the lower bound that holds whatever happens, for the leechers that completed. */
function leastSeconds(
  settings: SwarmSettings,
  { peers }: Measurements,
  fluid: Fluid,
  leechers: readonly number[],
): number {
  const completed = leechers.filter((i) => !Number.isNaN(peers.completionSeconds[i]))
  const rows = completed.length > 0 ? completed : leechers
  const takers = rows.map((i) => hostOf(settings, peers, i))
  return Math.max(lastFinishBoundSeconds(fluid, takers), forwarding(settings, fluid, takers.length))
}

/** Whether nothing can part a child from its parent, and links keep their capacities. */
function isCalm(settings: SwarmSettings, arrivalSeconds: readonly number[]): boolean {
  const first = arrivalSeconds.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  return (
    arrivalSeconds.every((at) => at === first) &&
    settings.events.length === 0 &&
    settings.groups.every(
      (group) =>
        group.leaving.kind === 'stay' &&
        group.abortPerSecond + group.linkDropsPerSecond + group.flapsPerSecond === 0 &&
        group.corruptShare === 0 &&
        group.behaviour === 'honest' &&
        group.access.reachable &&
        group.access.uploadCapBytes === Number.POSITIVE_INFINITY,
    )
  )
}

/** Whether these hosts have the same link. */
function equalLinks(peers: PeerColumns, hosts: readonly number[]): boolean {
  const [first] = hosts
  return hosts.every(
    (i) =>
      peers.upBytesPerSecond[i] === peers.upBytesPerSecond[first] &&
      peers.downBytesPerSecond[i] === peers.downBytesPerSecond[first],
  )
}

/** Whether every piece reaches each node along one path. */
function isSingleFed({ model }: ModelPlacement): boolean {
  if (model.kind === 'ring') return !model.bothWays
  return ['client-server', 'chain', 'tree', 'multi-tree'].includes(model.kind)
}

/** Whether each feed carries as many bytes: a parent that is done with one feeds others faster. */
function hasEvenFeeds({ shape, nodes }: ModelPlacement, settings: SwarmSettings): boolean {
  const bytesInTurn = settings.pieceBytes * shape.feeds
  return (
    shape.feeds === 1 || (nodes.length > 2 * shape.feeds && settings.sizeBytes % bytesInTurn === 0)
  )
}

/**
 * Computes how soon `takers` leechers that arrived with nothing can be complete if peers send only
 * pieces that they hold whole. Some piece is the last that any leecher gets. By then the S seeds
 * have sent every byte once. The other leechers still need that piece, which only the seeds and the
 * leechers that have it send: with k of them, another copy takes 1/(S + k) piece-times of the
 * fastest uplink. The sum grows as ln N. It grows as log2 N (Biersack, Rodriguez, Felber 2004) if a
 * copy takes a whole piece-time, but several senders can be faster together.
 */
function forwarding(settings: SwarmSettings, fluid: Fluid, takers: number): number {
  const seeds = fluid.hosts.filter(({ lackedBytes }) => lackedBytes <= 0).length
  const fastest = fluid.hosts.reduce((a, host) => Math.max(a, host.upBytesPerSecond), 0)
  const lastPiece = settings.sizeBytes - (pieces(settings) - 1) * settings.pieceBytes
  const pieceSeconds = lastPiece / payloadShare(settings.network) / fastest
  let turns = 0
  for (let k = 1; k < takers; k++) turns += 1 / (seeds + k)
  return seedSeconds(fluid) + turns * pieceSeconds
}

/** Seconds that the busiest parent needs to send the file to all hosts with no other parent. */
function busiest(
  settings: SwarmSettings,
  peers: PeerColumns,
  placements: readonly ModelPlacement[],
): number {
  const own = placements.filter(({ shape }) => shape.feeds === 1)
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
 * each piece to its c children in turn, a block each, so h is c times the time to send one piece to
 * the last child. The first child is a round of c - 1 blocks ahead, or two if it asked first.
 */
function singleFed(
  settings: SwarmSettings,
  peers: PeerColumns,
  hosts: readonly number[],
  placements: readonly ModelPlacement[],
): ModelTime {
  const mean = pieceBytes(settings)
  const wire = 1 / payloadShare(settings.network)
  const block = Math.min(BLOCK_BYTES, settings.pieceBytes) * wire
  // A short last piece may be the first that comes.
  const shortest = (settings.sizeBytes - (pieces(settings) - 1) * settings.pieceBytes) * wire
  const hops = hopsOf(placements, peers.count)
  const children = childrenOf(hops)
  const isAlike = hasAlikeBranches(hops, hosts)
  const seconds = (host: number, { parent }: Hop, piece: number, lead: number) =>
    Math.max(
      Math.max(piece, children[parent] * piece - lead) / peers.upBytesPerSecond[parent],
      piece / peers.downBytesPerSecond[host],
    )
  let last = 0
  for (const host of hosts) {
    for (const first of hops[host]) {
      const { feed, feeds } = first
      let [sum, longest, longestOnce] = [0, 0, 0]
      let at = host
      for (let hop: Hop | undefined = first; hop !== undefined && at !== hosts[0]; ) {
        const lead = isAlike ? 0 : 2 * (children[hop.parent] - 1) * block
        sum += seconds(at, hop, shortest, lead)
        const each = seconds(at, hop, mean, 0)
        if (each > longest) [longest, longestOnce] = [each, seconds(at, hop, shortest, 0)]
        at = hop.parent
        hop = hops[at].find((one) => one.feed === feed)
      }
      const share = Math.ceil((pieces(settings) - feed) / feeds)
      last = Math.max(last, sum - longestOnce + share * longest)
    }
  }
  // A faster origin sends blocks of several pieces in turn, and its child forwards them later.
  const isEven = settings.sizeBytes % settings.pieceBytes === 0 && equalLinks(peers, hosts)
  return { seconds: last, exact: isAlike && isEven }
}

/** Whether hosts that are equally far from the origin, the first host, feed equally many. */
function hasAlikeBranches(hops: readonly (readonly Hop[])[], hosts: readonly number[]): boolean {
  const fed = new Map<string, number>()
  for (const { parent, feed } of hops.flat()) {
    const key = `${feed}/${parent}`
    fed.set(key, (fed.get(key) ?? 0) + 1)
  }
  const fedAtLevel = new Map<string, number>()
  for (const host of hosts.slice(1)) {
    for (const { parent, feed } of hops[host]) {
      let level = 1
      for (let at = parent; at !== hosts[0]; level++) {
        const next = hops[at].find((hop) => hop.feed === feed)
        if (next === undefined) break
        at = next.parent
      }
      const count = fed.get(`${feed}/${host}`) ?? 0
      const key = `${feed}/${level}`
      if ((fedAtLevel.get(key) ?? count) !== count) return false
      fedAtLevel.set(key, count)
    }
  }
  return true
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
