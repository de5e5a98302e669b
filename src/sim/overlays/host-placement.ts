import type { GroupSettings } from '../settings.js'
import { type ModelPlacement, type NodePosition, placeHosts } from './model-placement.js'
import { isPulled, type ModelSettings } from './model-settings.js'

/** The part of a peer's behaviour that the model may change. */
export type PeerRole = Pick<
  GroupSettings,
  'choker' | 'chokerSettings' | 'seedChoker' | 'seedChokerSettings' | 'peer'
> & {
  /** Requests that it answers at a time as a web seed; left out for other peers. */
  readonly webSeedSlots?: number
  /** Whether the model, and not the group, decides how it serves; left out for other peers. */
  readonly servesByModel?: true
}

/** The fixed position of each host in a model: in order of arrival, complete peers first. */
export class HostPlacement {
  /** A host's positions: one in its own placement, and more if it receives for that placement. */
  readonly positions: readonly (readonly NodePosition[])[]
  /** Hosts that request pieces in a model that pulls; empty in other models. */
  readonly pullers: ReadonlySet<number>
  /** Links of each host if no host is lost. */
  readonly #links: Int32Array
  /** By host: the first placement in which it feeds others without choking any. */
  readonly #serves: (ModelPlacement | null)[]
  /** 1 = a parent of the host serves all its children, so the host may have to wait long. */
  readonly #waits: Uint8Array

  /** `hosts` are those that will ever join, of `count` in all; `pieces` are those of the file. */
  constructor(
    model: ModelSettings,
    hosts: readonly number[],
    count: number,
    pieces: number,
    seed: string,
  ) {
    const parts: NodePosition[][] = Array.from({ length: count }, () => [])
    this.positions = parts
    this.#links = new Int32Array(count)
    this.#serves = new Array(count).fill(null)
    this.#waits = new Uint8Array(count)
    const placements = placeHosts(model, hosts, pieces, seed)
    this.pullers = new Set(placements.flatMap(pullersOf))
    for (const placement of placements) {
      placement.nodes.forEach((there, node) => {
        parts[there[0]].push({ placement, node })
        this.#count(placement, node)
      })
    }
  }

  /** Returns how a host behaves: as its group if parents choke; otherwise it serves everyone. */
  role(host: number, group: GroupSettings): PeerRole {
    const { peer, ...role } = this.#roleOf(host, group)
    return this.#waits[host] === 1
      ? { ...role, peer: { ...peer, snubbing: false } }
      : { ...role, peer }
  }

  #roleOf(host: number, group: GroupSettings): PeerRole {
    const links = this.#links[host]
    const model = this.#serves[host]?.model
    if (model?.kind === 'client-server') return serving(group, links, model.atATime)
    if (model?.kind === 'peer-assisted') return webSeeding(group, links, model.atATime)
    if (model !== undefined) return serving(group, links)
    return { ...group, peer: { ...group.peer, maxLinks: Math.max(group.peer.maxLinks, links) } }
  }

  /** Counts the links of a node to its parents. */
  #count(placement: ModelPlacement, node: number): void {
    const { shape, nodes } = placement
    for (let feed = 0; feed < shape.feeds; feed++) {
      const parent = shape.parent(node, feed)
      if (parent < 0 || parent === node) continue
      const taker = nodes[node][0]
      const other = parentHost(placement, node, parent, 0)
      this.#links[taker]++
      this.#links[other]++
      if (chokes(placement, feed)) continue
      for (const host of nodes[parent]) this.#serves[host] ??= placement
      this.#waits[taker] = 1
    }
  }
}

/** Whether the parents of a feed choke, as the peers of a swarm do. */
function chokes({ model }: ModelPlacement, feed: number): boolean {
  // The first feed of a peer-assisted model comes from the server.
  return model.kind === 'swarm' || (model.kind === 'peer-assisted' && feed > 0)
}

/** The hosts that pull pieces: those that feed nobody there, or feed a model of their own. */
function pullersOf({ model, shape, nodes }: ModelPlacement): number[] {
  if (!isPulled(model)) return []
  const parents = new Set(nodes.map((_, node) => shape.parent(node, 0)))
  return nodes.flatMap(([first, ...others], node) =>
    parents.has(node) && others.length === 0 ? [] : first,
  )
}

/**
 * Returns the role of a peer that serves all requests (or `atATime` at a time) on at least `links`
 * links. It considers no neighbour snubbing.
 */
export function serving({ peer }: GroupSettings, links: number, atATime = 0): PeerRole {
  const maxLinks = Math.max(peer.maxLinks, links)
  const choker = atATime > 0 ? 'first-come' : 'unchoke-all'
  const slots = atATime > 0 ? atATime : maxLinks
  const settings = { ...peer, maxLinks, slots, snubbing: false }
  const chokers = { choker, chokerSettings: {}, seedChoker: choker, seedChokerSettings: {} }
  return { ...chokers, peer: settings, servesByModel: true }
}

/** Returns the role of a web seed with `places` requests at a time and at least `links` links. */
export function webSeeding(group: GroupSettings, links: number, places: number): PeerRole {
  const role = serving(group, links)
  if (places === 0) return role
  return { ...role, peer: { ...role.peer, slots: places }, webSeedSlots: places }
}

/**
 * Returns the host that a node dials at its parent. If the parent has several hosts, attempts go
 * round them; the first depends on the node.
 */
export function parentHost(
  { nodes }: ModelPlacement,
  node: number,
  parent: number,
  attempt: number,
): number {
  const there = nodes[parent]
  return there[(node + attempt) % there.length]
}
