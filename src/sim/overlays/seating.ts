import type { GroupSettings } from '../settings.js'
import { type Circle, type Part, seat } from './circle.js'
import type { ModelSettings } from './model-settings.js'

/** How a host's peer behaves, where the model has a say in it. */
export type Manner = Pick<
  GroupSettings,
  'choker' | 'chokerSettings' | 'seedChoker' | 'seedChokerSettings' | 'peer'
>

/** Where everybody is in a model, from the beginning: in order of arrival, the complete first. */
export class Seating {
  /** The parts that a host has: one in its own circle, and more if it is fed for that circle. */
  readonly parts: readonly (readonly Part[])[]
  /** Hosts that ask for pieces where those are pulled; empty where none are. */
  readonly askers: ReadonlySet<number>
  /** Links that a host has if nobody is lost, by host. */
  readonly #links: Int32Array
  /** The circles that are no swarm in which a host feeds others, by host. */
  readonly #serves: (Circle | null)[]

  /** `hosts` are those that will ever come, of `count` in all. */
  constructor(model: ModelSettings, hosts: readonly number[], count: number, seed: string) {
    const parts: Part[][] = Array.from({ length: count }, () => [])
    this.parts = parts
    this.#links = new Int32Array(count)
    this.#serves = new Array(count).fill(null)
    const circles = seat(model, hosts, seed)
    this.askers = new Set(circles.flatMap(askersOf))
    for (const circle of circles) {
      circle.nodes.forEach((there, node) => {
        parts[there[0]].push({ circle, node })
        this.#count(circle, node)
      })
    }
  }

  /** How the host behaves: as its group in a swarm; elsewhere it serves all that ask it. */
  manner(host: number, group: GroupSettings): Manner {
    const serves = this.#serves[host]
    if (serves !== null) {
      const { model } = serves
      return serving(group, this.#links[host], model.kind === 'client-server' ? model.atATime : 0)
    }
    const maxLinks = Math.max(group.peer.maxLinks, this.#links[host])
    return { ...group, peer: { ...group.peer, maxLinks } }
  }

  /** Counts the links of a node to its givers. */
  #count(circle: Circle, node: number): void {
    const { shape, nodes, model } = circle
    for (let feed = 0; feed < shape.feeds; feed++) {
      const giver = shape.giver(node, feed)
      if (giver < 0 || giver === node) continue
      const taker = nodes[node][0]
      const other = giverAt(circle, node, giver, 0)
      this.#links[taker]++
      this.#links[other]++
      if (model.kind === 'swarm') continue
      for (const host of nodes[giver]) this.#serves[host] ??= circle
      this.#serves[taker] ??= circle
    }
  }
}

/** Those that ask in a tree that is pulled: who feed nobody. Within another model nothing is. */
function askersOf({ model, shape, nodes, above }: Circle): number[] {
  if (model.kind !== 'tree' || !model.pulls || above !== null) return []
  const givers = new Set(nodes.map((_, node) => shape.giver(node, 0)))
  return nodes.flatMap((there, node) => (givers.has(node) ? [] : there))
}

/** Who serves all that ask (or `atATime` of them), `links` at least: nobody counts as snubbing. */
export function serving({ peer }: GroupSettings, links: number, atATime = 0): Manner {
  const maxLinks = Math.max(peer.maxLinks, links)
  const choker = atATime > 0 ? 'first-come' : 'unchoke-all'
  const slots = atATime > 0 ? atATime : maxLinks
  const settings = { ...peer, maxLinks, slots, snubbing: false }
  const chokers = { choker, chokerSettings: {}, seedChoker: choker, seedChokerSettings: {} }
  return { ...chokers, peer: settings }
}

/** The host that a node turns to at its giver: of several each in turn, beginning anywhere. */
export function giverAt({ nodes }: Circle, node: number, giver: number, attempt: number): number {
  const there = nodes[giver]
  return there[(node + attempt) % there.length]
}
