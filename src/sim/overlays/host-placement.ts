import type { GroupSettings } from '../settings.js'
import { type ModelPlacement, type NodePosition, placeHosts } from './model-placement.js'
import { isPulled, type ModelSettings } from './model-settings.js'

/** How a host's peer behaves, where the model has a say in it. */
export type PeerRole = Pick<
  GroupSettings,
  'choker' | 'chokerSettings' | 'seedChoker' | 'seedChokerSettings' | 'peer'
> & {
  /** Requests that it answers at a time, as a web seed; left out if it is none. */
  readonly webSeedSlots?: number
}

/** Where everybody is in a model, from the beginning: in order of arrival, the complete first. */
export class HostPlacement {
  /** The parts that a host has: one in its own circle, and more if it is fed for that circle. */
  readonly positions: readonly (readonly NodePosition[])[]
  /** Hosts that ask for pieces where those are pulled; empty where none are. */
  readonly pullers: ReadonlySet<number>
  /** Links that a host has if nobody is lost, by host. */
  readonly #links: Int32Array
  /** The first circle in which a host feeds others without choking any, by host. */
  readonly #serves: (ModelPlacement | null)[]
  /** 1 = the host is fed by one that serves all, and may have to wait long. */
  readonly #waits: Uint8Array

  /** `hosts` are those that will ever come, of `count` in all; the file has so many pieces. */
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
    const circles = placeHosts(model, hosts, pieces, seed)
    this.pullers = new Set(circles.flatMap(pullersOf))
    for (const circle of circles) {
      circle.nodes.forEach((there, node) => {
        parts[there[0]].push({ placement: circle, node })
        this.#count(circle, node)
      })
    }
  }

  /** How the host behaves: as its group where givers choke; elsewhere it serves all that ask it. */
  role(host: number, group: GroupSettings): PeerRole {
    const { peer, ...manner } = this.#roleOf(host, group)
    return this.#waits[host] === 1
      ? { ...manner, peer: { ...peer, snubbing: false } }
      : { ...manner, peer }
  }

  #roleOf(host: number, group: GroupSettings): PeerRole {
    const links = this.#links[host]
    const model = this.#serves[host]?.model
    if (model?.kind === 'client-server') return serving(group, links, model.atATime)
    if (model?.kind === 'peer-assisted') return webSeeding(group, links, model.atATime)
    if (model !== undefined) return serving(group, links)
    return { ...group, peer: { ...group.peer, maxLinks: Math.max(group.peer.maxLinks, links) } }
  }

  /** Counts the links of a node to its givers. */
  #count(circle: ModelPlacement, node: number): void {
    const { shape, nodes } = circle
    for (let feed = 0; feed < shape.feeds; feed++) {
      const giver = shape.parent(node, feed)
      if (giver < 0 || giver === node) continue
      const taker = nodes[node][0]
      const other = parentHost(circle, node, giver, 0)
      this.#links[taker]++
      this.#links[other]++
      if (chokes(circle, feed)) continue
      for (const host of nodes[giver]) this.#serves[host] ??= circle
      this.#waits[taker] = 1
    }
  }
}

/** Whether those that give by a feed choke, as the peers of a swarm do. */
function chokes({ model }: ModelPlacement, feed: number): boolean {
  // The first feed of a peer-assisted server is the server's.
  return model.kind === 'swarm' || (model.kind === 'peer-assisted' && feed > 0)
}

/** Those that ask where pieces are pulled: who feed nobody there, or feed a model of their own. */
function pullersOf({ model, shape, nodes }: ModelPlacement): number[] {
  if (!isPulled(model)) return []
  const givers = new Set(nodes.map((_, node) => shape.parent(node, 0)))
  return nodes.flatMap(([first, ...others], node) =>
    givers.has(node) && others.length === 0 ? [] : first,
  )
}

/** Who serves all that ask (or `atATime` of them), `links` at least: nobody counts as snubbing. */
export function serving({ peer }: GroupSettings, links: number, atATime = 0): PeerRole {
  const maxLinks = Math.max(peer.maxLinks, links)
  const choker = atATime > 0 ? 'first-come' : 'unchoke-all'
  const slots = atATime > 0 ? atATime : maxLinks
  const settings = { ...peer, maxLinks, slots, snubbing: false }
  const chokers = { choker, chokerSettings: {}, seedChoker: choker, seedChokerSettings: {} }
  return { ...chokers, peer: settings }
}

/** Who answers as a web seed, `places` at a time, has `links` at least. */
export function webSeeding(group: GroupSettings, links: number, places: number): PeerRole {
  const manner = serving(group, links)
  if (places === 0) return manner
  return { ...manner, peer: { ...manner.peer, slots: places }, webSeedSlots: places }
}

/** The host that a node turns to at its giver: of several each in turn, beginning anywhere. */
export function parentHost(
  { nodes }: ModelPlacement,
  node: number,
  giver: number,
  attempt: number,
): number {
  const there = nodes[giver]
  return there[(node + attempt) % there.length]
}
