import { BitTable } from '../../base/bits.js'
import { Random } from '../../base/random.js'
import type { Peer } from '../../peer/peer.js'
import { LINK_STRIDE } from '../../peer/peer-columns.js'
import { HOST, UNCONNECTED } from '../endpoints.js'
import * as K from '../event-kinds.js'
import type { World } from '../peer-discovery.js'

/** Requested but missing pieces of a host that requests for itself, at most. */
const MAX_OPEN = 4
/** Bytes of a pull request: as a `request`. */
const PULL_REQUEST_BYTES = 17
/** Bit at which a pull-request event carries the piece, above its kind. */
const PIECE_AT = K.KIND_BITS

/** Finds the links to parents, and announces pieces. */
export interface PullLinks {
  /** Returns the links of a host to its parents. */
  parentLinks(host: number): readonly number[]
  /** Sends `have` to the neighbour on a link, if the overlay allows it. */
  sendHave(now: number, host: number, link: number, piece: number): void
}

/**
 * Sends pieces only on request, as name servers send answers. A host that feeds nobody requests a
 * few pieces at a time from its parent, in its own random order. A host that lacks a requested
 * piece requests it once from its own parent, and keeps it for later requests.
 */
export class PullRequests {
  readonly #world: World
  readonly #links: PullLinks
  /** The hosts that request pieces for themselves. */
  readonly #pullers: ReadonlySet<number>
  /** One row per host: the pieces that it has requested. */
  readonly #requested: BitTable
  /** The pieces still to request, last first, of each host that requests for itself. */
  readonly #orders: (number[] | null)[]

  constructor(world: World, asking: PullLinks, pullers: ReadonlySet<number>) {
    const { count } = world.population
    this.#world = world
    this.#links = asking
    this.#pullers = pullers
    this.#requested = new BitTable(count, world.network.geometry.pieceCount)
    this.#orders = new Array(count).fill(null)
  }

  /** Whether the host has requested the piece. */
  hasRequested(host: number, piece: number): boolean {
    return this.#requested.has(host, piece)
  }

  /** Repeats the open requests of a host on the link to a new parent, and adds more. */
  linked(now: number, host: number, link: number): void {
    const asked = this.#requested
    const { requests } = this.#peer(host)
    for (let p = asked.nextSet(host, 0); p >= 0; p = asked.nextSet(host, p + 1)) {
      if (!requests.has(p)) this.#sendRequest(now, host, link, p)
    }
    this.#requestMore(now, host)
  }

  /** Requests more pieces after a host has got one. */
  gained(now: number, host: number): void {
    this.#requestMore(now, host)
  }

  /** Answers a request that has reached a host on a link, or forwards it. */
  received(now: number, what: number, host: number, link: number): void {
    const piece = what >>> PIECE_AT
    if (this.#world.network.endpoints.other[link] === UNCONNECTED) return
    if (this.#peer(host).requests.has(piece)) this.#links.sendHave(now, host, link, piece)
    else this.#request(now, host, piece)
  }

  /** Keeps a few requests open, if the host requests for itself. */
  #requestMore(now: number, host: number): void {
    if (!this.#pullers.has(host) || this.#links.parentLinks(host).length === 0) return
    const order = (this.#orders[host] ??= this.#shuffled(host))
    const { requests } = this.#peer(host)
    const open = this.#requested.count(host) - requests.ownCount
    for (let more = MAX_OPEN - open; more > 0 && order.length > 0; ) {
      const piece = order.pop() as number
      if (requests.has(piece) || this.#requested.has(host, piece)) continue
      this.#request(now, host, piece)
      more--
    }
  }

  #request(now: number, host: number, piece: number): void {
    if (this.#requested.has(host, piece)) return
    this.#requested.add(host, piece)
    for (const link of this.#links.parentLinks(host)) this.#sendRequest(now, host, link, piece)
  }

  #sendRequest(now: number, host: number, link: number, piece: number): void {
    const { network, population, simulation } = this.#world
    const there = network.endpoints.other[link]
    if (there < 0) return
    const sender = population.store.columns.links[there * LINK_STRIDE + HOST]
    const at = network.charge(now, host, sender, PULL_REQUEST_BYTES)
    simulation.schedule(at, K.PULL_REQUEST | (piece << PIECE_AT), sender, there)
  }

  #shuffled(host: number): number[] {
    const random = new Random(this.#world.population.settings.seed, `questions/${host}`)
    const order = Array.from({ length: this.#requested.length }, (_, piece) => piece)
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1)
      ;[order[i], order[j]] = [order[j], order[i]]
    }
    return order
  }

  #peer(host: number): Peer {
    return this.#world.network.peers[host] as Peer
  }
}
