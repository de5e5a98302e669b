import { LinkFlag } from '../../peer/link-flags.js'
import type { Peer } from '../../peer/peer.js'
import { LINK_STRIDE } from '../../peer/peer-columns.js'
import { HOST, UNCONNECTED } from '../endpoints.js'
import * as K from '../event-kinds.js'
import { HOST_STRIDE, ONLINE } from '../hosts.js'
import { connect, dial, isAnswered, type PeerDiscovery, type World } from '../peer-discovery.js'
import { type HostPlacement, parentHost } from './host-placement.js'
import type { ModelPlacement, NodePosition } from './model-placement.js'
import { isPulled, isShared } from './model-settings.js'
import { type HaveRule, OverlayOutput } from './overlay-output.js'
import { type PullLinks, PullRequests } from './pull-requests.js'

/** Wait between two attempts to reach a parent; doubles each time nobody is reached. */
const RETRY_SECONDS = 5
const MAX_DOUBLINGS = 6
/** Failed attempts at a parent never reached before its child turns to the next one up. */
const ATTEMPTS_BEFORE_TURNING = 3
const NOBODY = -1

/** One of the feeds of a host, and its state. */
interface Feed {
  readonly position: NodePosition
  readonly feed: number
  /** The node to dial and its placement: the parent, or one further up if that is lost. */
  node: number
  placement: ModelPlacement
  /** The host's node in that placement: its own, or the one that contains its nested model. */
  from: number
  /** Selects the host to dial at that node: an offset from the first. */
  attempt: number
  failures: number
  /** Rounds over all possible parents that reached nobody, since the last success. */
  rounds: number
  /** Whether the parent was reached once and is lost now. */
  lost: boolean
  /** The host being dialled, or NOBODY. */
  dialled: number
  /** The link to the parent, or NOBODY. */
  link: number
}

/** A feed that uses a link; several may share one. */
interface LinkFeed {
  readonly placement: ModelPlacement
  readonly feed: number
  /** The child's end. */
  readonly childLink: number
  readonly next: LinkFeed | null
}

/**
 * Connects the nodes of a model: each dials its parents. A lost parent is dialled again at once. If
 * that fails, and the model heals, the child turns to the parent's parent, and so on. A host can
 * find out only by dialling whether another is online.
 */
export class OverlayDiscovery implements PeerDiscovery, HaveRule, PullLinks {
  readonly #world: World
  readonly #placement: HostPlacement
  /** The feeds of each host; null while it is absent. */
  readonly #feeds: (readonly Feed[] | null)[]
  readonly #outputs: (OverlayOutput | null)[]
  /** The feeds on a link, by either end. */
  readonly #linkFeeds: (LinkFeed | null)[]
  /** Pairs of a host and a former parent that are never linked again: both in one key. */
  readonly #cut = new Set<number>()
  /** The requests of a model that pulls; null in other models. */
  readonly #pullRequests: PullRequests | null
  /** Ends that were given a feed while their host was offline, which announces it on its return. */
  readonly #joinedOffline = new Map<number, number[]>()
  /** 1 = the host is already scheduled to look for parents. */
  readonly #seekIsDue: Uint8Array
  /** Whether any host has left, or was cut off from a parent. */
  #isParted = false

  constructor(world: World, hostPlacement: HostPlacement) {
    const { count, endpoints } = world.population
    this.#world = world
    this.#placement = hostPlacement
    this.#feeds = new Array(count).fill(null)
    this.#outputs = new Array(count).fill(null)
    this.#linkFeeds = new Array(endpoints.count).fill(null)
    this.#seekIsDue = new Uint8Array(count)
    const { pullers } = hostPlacement
    this.#pullRequests = pullers.size > 0 ? new PullRequests(world, this, pullers) : null
  }

  makeOutput(host: number): OverlayOutput {
    const output = new OverlayOutput(this.#world, host, this)
    this.#outputs[host] = output
    return output
  }

  allowsHave(link: number, piece: number): boolean {
    const taker = this.#world.network.addressOf(link)
    for (let line = this.#linkFeeds[link]; line !== null; line = line.next) {
      const { shape, model } = line.placement
      if (isPulled(model) && !this.#pullRequests?.hasRequested(taker, piece)) continue
      if (shape.flows(line.feed, piece, link !== line.childLink)) return true
    }
    return false
  }

  arrived(now: number, host: number): void {
    this.#feeds[host] = this.#placement.positions[host].flatMap((position) => {
      const { shape } = position.placement
      return Array.from({ length: shape.feeds }, (_, feed) => ({
        position,
        feed,
        node: shape.parent(position.node, feed),
        placement: position.placement,
        from: position.node,
        attempt: 0,
        failures: 0,
        rounds: 0,
        lost: false,
        dialled: NOBODY,
        link: NOBODY,
      })).filter(({ node }) => node >= 0 && node !== position.node)
    })
    this.#seekAt(now, host)
  }

  woken(): void {}

  returned(now: number, host: number): void {
    this.#seekAt(now, host)
    const ends = this.#joinedOffline.get(host) ?? []
    this.#joinedOffline.delete(host)
    for (const end of ends) if (this.#linkFeeds[end] !== null) this.#sendHaves(now, end)
  }

  gained(now: number, host: number): void {
    this.#pullRequests?.gained(now, host)
  }

  completed(): void {}

  parentLinks(host: number): readonly number[] {
    return (this.#feeds[host] ?? [])
      .filter(({ link, position }) => link !== NOBODY && isPulled(position.placement.model))
      .map(({ link }) => link)
  }

  sendHave(now: number, host: number, link: number, piece: number): void {
    // A link that is not open yet gets the piece with its bitfield.
    const isOpen = (this.#world.population.store.columns.flags[link] & LinkFlag.Open) !== 0
    if (!isOpen) return
    const { superSeeding } = this.#world.network.peers[host] as Peer
    if (superSeeding?.isOver === false) superSeeding.reveal(now, link, piece)
    else this.#outputs[host]?.have(now, link, piece)
  }

  isThere(host: number): boolean {
    return this.#world.network.peers[host] !== null
  }

  stopped(): void {}

  departed(host: number): void {
    this.#isParted = true
    this.#feeds[host] = null
    this.#outputs[host] = null
  }

  missed(): void {}

  unlinked(now: number, host: number, link: number, address: number): void {
    this.#linkFeeds[link] = null
    const peer = this.#world.network.peers[host]
    for (const feed of this.#feeds[host] ?? []) {
      if (feed.link !== link) continue
      feed.link = NOBODY
      feed.lost = true
      feed.failures = 0
      if (peer?.links.isGuilty(link)) {
        // A parent that was caught cheating is not dialled again.
        this.#cut.add(this.#pair(host, address))
        this.#isParted = true
        this.#turnToNext(feed)
      }
      this.#seekAt(now, host)
    }
  }

  cut(now: number, host: number): void {
    this.#isParted = true
    const peer = this.#world.network.peers[host] as Peer
    for (const { link } of this.#feeds[host] ?? []) {
      if (link === NOBODY) continue
      this.#cut.add(this.#pair(host, this.#world.network.addressOf(link)))
      peer.hangUp(now, link)
    }
  }

  /** A child whose model does not heal waits for its own parent for ever, even if that is gone. */
  islands(): Int32Array | null {
    const { peers } = this.#world.network
    // In the usual case this is cheap.
    if (!this.#isParted) return null
    const island = Int32Array.from({ length: peers.length }, (_, host) => host)
    const rootOf = (host: number): number => {
      let root = host
      while (island[root] !== root) root = island[root]
      return root
    }
    for (let host = 0; host < peers.length; host++) {
      for (const { position, placement, from, node, attempt, link } of this.#feeds[host] ?? []) {
        if (position.placement.model.heals) return null
        const parent = parentHost(placement, from, node, attempt)
        const isCut = link === NOBODY && this.#cut.has(this.#pair(host, parent))
        const isLost = peers[parent] === null || isCut
        if (!isLost) island[rootOf(host)] = rootOf(parent)
      }
    }
    return island.map((_, host) => rootOf(host))
  }

  handle(now: number, what: number, host: number, b: number): void {
    const kind = what & K.KIND_MASK
    if (kind === K.PULL_REQUEST) this.#pullRequests?.received(now, what, host, b)
    else if (kind === K.CONNECTED) this.#connected(now, host, b)
    else if (kind === K.DIAL_FAILED) this.#failed(now, host, b)
    else if (kind === K.SEEK) {
      this.#seekIsDue[host] = 0
      this.#seek(now, host)
    }
  }

  #pair(one: number, other: number): number {
    const { count } = this.#world.population
    return Math.min(one, other) * count + Math.max(one, other)
  }

  #seekAt(at: number, host: number): void {
    if (this.#seekIsDue[host] === 1) return
    this.#seekIsDue[host] = 1
    this.#world.simulation.schedule(at, K.SEEK, host, 0)
  }

  /** Dials a parent for every feed that has none. */
  #seek(now: number, host: number): void {
    const { network, population } = this.#world
    const online = population.hosts.ints[host * HOST_STRIDE + ONLINE] === 1
    if (!online || network.peers[host]?.complete !== false) return
    const feeds = this.#feeds[host] as readonly Feed[]
    for (const feed of feeds) {
      if (feed.link !== NOBODY || feed.dialled !== NOBODY) continue
      const other = parentHost(feed.placement, feed.from, feed.node, feed.attempt)
      const link = this.#linkTo(host, other)
      if (link !== NOBODY) this.#join(now, feed, link)
      else {
        const dialling = feeds.some(({ dialled }) => dialled === other)
        feed.dialled = other
        if (!dialling) dial(this.#world, now, host, other)
      }
    }
  }

  #connected(now: number, host: number, other: number): void {
    const { peers } = this.#world.network
    let link = this.#linkTo(host, other)
    if (link === NOBODY) {
      if (!isAnswered(this.#world, now, host, other)) return
      link = peers[host]?.links.free ?? NOBODY
      const cut = this.#cut.has(this.#pair(host, other))
      // The other host may not know yet that an earlier link has ended.
      const early = peers[other] !== null && this.#hasRowFor(other, host)
      if (early || cut || link < 0 || !connect(this.#world, now, host, other)) {
        this.#failed(now, host, other, early)
        return
      }
    }
    for (const feed of this.#feeds[host] as readonly Feed[]) {
      if (feed.dialled === other) this.#join(now, feed, link)
    }
  }

  #failed(now: number, host: number, other: number, early = false): void {
    for (const feed of this.#feeds[host] as readonly Feed[]) {
      if (feed.dialled !== other) continue
      feed.dialled = NOBODY
      const gone = !early && (feed.lost || ++feed.failures >= ATTEMPTS_BEFORE_TURNING)
      const turned = gone && this.#turnToNext(feed)
      const wait = RETRY_SECONDS * 2 ** Math.min(feed.rounds, MAX_DOUBLINGS)
      if (!turned && gone) feed.rounds++
      this.#seekAt(turned ? now : now + wait, host)
    }
  }

  /**
   * Selects the next node above a lost parent: within the model, and above its origin the node that
   * feeds the model. Returns false if there is none, or if the model does not heal.
   */
  #turnToNext(feed: Feed): boolean {
    if (!feed.position.placement.model.heals) return false
    feed.failures = 0
    feed.attempt++
    if (feed.attempt < feed.placement.nodes[feed.node].length) return true
    feed.attempt = 0
    feed.node = feed.placement.shape.parent(
      feed.node,
      Math.min(feed.feed, feed.placement.shape.feeds - 1),
    )
    while ((feed.node < 0 || feed.node === feed.from) && feed.placement.above !== null) {
      const { placement, node } = feed.placement.above
      feed.placement = placement
      feed.from = node
      // With shared pieces, the parent on another feed may itself wait for this host.
      feed.node = isShared(placement.model) ? 0 : placement.shape.parent(node, 0)
    }
    if (feed.node >= 0 && feed.node !== feed.from) return true
    // No node above is online: start again from the first parent.
    const { placement, node } = feed.position
    feed.placement = placement
    feed.from = node
    feed.node = placement.shape.parent(node, feed.feed)
    return false
  }

  /** Assigns a feed to a link: both ends then send `have` for what flows along it. */
  #join(now: number, feed: Feed, link: number): void {
    const { other } = this.#world.network.endpoints
    const { placement } = feed.position
    feed.dialled = NOBODY
    feed.link = link
    feed.lost = false
    feed.failures = 0
    feed.rounds = 0
    for (const end of [link, other[link]]) {
      // The parent may be gone, which the child does not know yet.
      if (end < 0) continue
      const before = this.#linkFeeds[end]
      this.#linkFeeds[end] = { placement, feed: feed.feed, childLink: link, next: before }
      this.#sendHaves(now, end)
    }
    const { links } = this.#world.population.store.columns
    if (isPulled(placement.model))
      this.#pullRequests?.linked(now, links[link * LINK_STRIDE + HOST], link)
  }

  /** Sends `have` for every piece that flows to a neighbour, if the link is open. */
  #sendHaves(now: number, end: number): void {
    const { columns } = this.#world.population.store
    if ((columns.flags[end] & LinkFlag.Open) === 0) return
    const host = columns.links[end * LINK_STRIDE + HOST]
    if (this.#world.network.outages.isOffline(host)) {
      this.#joinedOffline.set(host, [...(this.#joinedOffline.get(host) ?? []), end])
      return
    }
    const { ownRow: row, superSeeding } = this.#world.network.peers[host] as Peer
    if (superSeeding?.isOver === false) {
      superSeeding.mayAnnounceMore(now, end)
      return
    }
    const { holdings } = columns
    let piece = holdings.nextSet(row, 0)
    for (; piece >= 0; piece = holdings.nextSet(row, piece + 1)) {
      this.#outputs[host]?.have(now, end, piece)
    }
  }

  #linkTo(host: number, other: number): number {
    const { endpoints, peers } = this.#world.network
    const { first, end } = (peers[host] as Peer).links
    for (let link = first; link < end; link++) {
      const isLinked = endpoints.other[link] !== UNCONNECTED
      if (isLinked && endpoints.address[link] === other) return link
    }
    return NOBODY
  }

  /** Whether the host has a row for the other, even if the link has ended at the other end. */
  #hasRowFor(host: number, other: number): boolean {
    const { flags } = this.#world.population.store.columns
    const { address } = this.#world.network.endpoints
    const { first, end } = (this.#world.network.peers[host] as Peer).links
    for (let link = first; link < end; link++) {
      if ((flags[link] & LinkFlag.Taken) !== 0 && address[link] === other) return true
    }
    return false
  }
}
