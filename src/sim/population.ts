import { Random } from '../base/random.js'
import type { Geometry } from '../peer/geometry.js'
import type { Peer } from '../peer/peer.js'
import { LINK_STRIDE } from '../peer/peer-columns.js'
import { type ChokingParts, type PeerParts, PeerStore } from '../peer/peer-parts.js'
import { windowSteps } from '../peer/settings.js'
import type { PeerOutput } from '../peer/wire.js'
import { BEHAVIOURS } from '../policy/behaviours.js'
import { CHOKERS, PICKERS } from '../policy/catalogue.js'
import { arrivalsOf, orderOf } from './arrival-times.js'
import { Endpoints, HOST } from './endpoints.js'
import { BASE, CAP, DOWN, HOST_STRIDE, Hosts, UP } from './hosts.js'
import { HostPlacement, type PeerRole, serving, webSeeding } from './overlays/host-placement.js'
import { likelyHomes } from './overlays/key-space.js'
import { hasPlaces } from './overlays/model-settings.js'
import { WebSeed } from './overlays/web-seed.js'
import type { GroupSettings, HostActionSettings, PolicyChange, SwarmSettings } from './settings.js'

/** All hosts of a scenario, numbered group by group, with their links and arrivals. */
export class Population {
  readonly count: number
  readonly hosts: Hosts
  readonly endpoints: Endpoints
  /** The index of each host's group. */
  readonly group: Uint8Array
  /** When each host arrives, seconds; Infinity for never. */
  readonly arrivalSeconds: Float64Array
  readonly settings: SwarmSettings
  readonly store: PeerStore
  /** The place of each host in the model; null if peers discover each other. */
  readonly placement: HostPlacement | null
  readonly #roles: PeerRole[]

  constructor(settings: SwarmSettings, geometry: Geometry) {
    this.settings = settings
    const { groups } = settings
    this.count = groups.reduce((n, group) => n + group.count, 0)
    this.hosts = new Hosts(this.count)
    this.group = new Uint8Array(this.count)
    this.arrivalSeconds = new Float64Array(this.count)
    let from = 0
    for (const [index, group] of groups.entries()) {
      this.#place(index, group, from)
      from += group.count
    }
    this.placement = this.#placeHosts(geometry)
    const homes = this.#homes(geometry)
    this.#roles = Array.from({ length: this.count }, (_, host) =>
      this.#roleOf(host, homes, geometry),
    )
    const endpoints = this.#assignRows()
    const steps = Math.max(...groups.map(({ peer }) => windowSteps(peer)))
    this.store = new PeerStore(this.count, endpoints, geometry, steps)
    const { links } = this.store.columns
    this.endpoints = new Endpoints(links)
    for (let at = 0; at < this.count; at++) {
      const first = this.hosts.ints[at * HOST_STRIDE + BASE]
      const rows = this.role(at).peer.maxLinks
      for (let e = first; e < first + rows; e++) links[e * LINK_STRIDE + HOST] = at
    }
  }

  /** Returns the settings of a host's group. */
  of(host: number): GroupSettings {
    return this.settings.groups[this.group[host]]
  }

  /** All hosts: initial seeds first, then the others in order of arrival. */
  get inOrder(): number[] {
    return orderOf(this.arrivalSeconds, (host) => this.of(host).holds.kind === 'all')
  }

  /** Returns the hosts that a planned event is about, those that are yet to come included. */
  meant(action: HostActionSettings): number[] {
    if ('node' in action) return [this.inOrder[action.node]]
    const hosts = Array.from({ length: this.count }, (_, host) => host)
    return hosts.filter((host) => this.of(host).name === action.group)
  }

  /** Returns the host's role: its group's settings as the model and planned events change them. */
  role(host: number): PeerRole {
    return this.#roles[host]
  }

  /**
   * Changes the chokers and numbers of a host, whether its peer is there or to come. False if that
   * changes nothing: they are the same, or the model decides how the host serves.
   */
  changeRole(host: number, change: PolicyChange): boolean {
    const role = this.#roles[host]
    if (role.servesByModel) return false
    const { choker, seedChoker, slots, optimisticSlots, optimisticSeconds } = change
    const { peer } = role
    const most = slots ?? peer.slots
    const changed: PeerRole = {
      ...role,
      ...(choker && { choker, chokerSettings: change.chokerSettings }),
      ...(seedChoker && { seedChoker, seedChokerSettings: change.seedChokerSettings }),
      peer: {
        ...peer,
        slots: most,
        optimisticSlots: Math.min(most, optimisticSlots ?? peer.optimisticSlots),
        optimisticSeconds: optimisticSeconds ?? peer.optimisticSeconds,
      },
    }
    if (chokingOf(changed) === chokingOf(role)) return false
    this.#roles[host] = changed
    return true
  }

  /** Makes the chokers of a host's role, with the random stream of that purpose. */
  chokers(host: number, purpose: string): ChokingParts {
    const { peer, choker, seedChoker, chokerSettings, seedChokerSettings } = this.role(host)
    const choice = this.random(host, purpose)
    return {
      settings: peer,
      choker: CHOKERS[choker].make(peer, choice, chokerSettings, host),
      seedChoker: CHOKERS[seedChoker].make(peer, choice, seedChokerSettings, host),
    }
  }

  /** Tells whether the host's peer announces exactly the pieces that it holds. */
  isTruthful(host: number): boolean {
    const isOpen = this.role(host).peer.superSeeding === 'off'
    return isOpen && BEHAVIOURS[this.of(host).behaviour].isTruthful
  }

  /** Returns the random stream of a host for one purpose. */
  random(host: number, purpose: string): Random {
    return new Random(this.settings.seed, `${purpose}/${host}`)
  }

  /**
   * Makes the host's peer, with the pieces that its group holds. A transport may give another
   * torrent and peer id. `copies` holds each piece's copies in the swarm, for oracles.
   */
  peer(
    now: number,
    host: number,
    geometry: Geometry,
    output: PeerOutput,
    { torrent, id } = { torrent: 'torrent', id: `peer ${host}` },
    copies?: Int32Array,
  ): Peer {
    const group = this.of(host)
    const pick = this.random(host, 'pick')
    const { picker, pickerSettings } = group
    const parts: PeerParts = {
      store: this.store,
      number: host,
      firstLink: this.hosts.ints[host * HOST_STRIDE + BASE],
      ...this.chokers(host, 'choke'),
      picker: PICKERS[picker].make(geometry.pieceCount, pick, pickerSettings, copies, host),
      random: pick,
      torrent,
      id,
    }
    const { webSeedSlots } = this.role(host)
    const peer =
      webSeedSlots === undefined
        ? BEHAVIOURS[group.behaviour].make(now, parts, output, group.behaviourSettings)
        : new WebSeed(now, parts, output, webSeedSlots)
    for (const piece of this.#initialPieces(host, group, geometry.pieceCount)) peer.hold(piece)
    return peer
  }

  #place(index: number, group: GroupSettings, from: number): void {
    const { reals, latencySeconds, reachable } = this.hosts
    const { access } = group
    const random = new Random(this.settings.seed, `access/${group.name}`)
    const times = arrivalsOf(group, this.settings.seed)
    for (let i = 0; i < group.count; i++) {
      const host = from + i
      this.group[host] = index
      this.arrivalSeconds[host] = times[i]
      reals[host * HOST_STRIDE + UP] = access.upBytesPerSecond
      reals[host * HOST_STRIDE + DOWN] = access.downBytesPerSecond
      reals[host * HOST_STRIDE + CAP] = access.uploadCapBytes
      reachable[host] = access.reachable ? 1 : 0
      const spread = Math.max(0, access.latencyToSeconds - access.latencySeconds)
      latencySeconds[host] = access.latencySeconds + spread * random.next()
    }
  }

  /** Returns the hosts that may be home of a piece in a ring by consistent hashing. */
  #homes({ pieceCount }: Geometry): ReadonlySet<number> {
    const { model } = this.settings
    if (model.kind !== 'hash-ring') return new Set()
    const hosts = this.inOrder.filter((host) => this.of(host).holds.kind !== 'all')
    return likelyHomes(hosts, pieceCount, model.replicas)
  }

  #roleOf(host: number, homes: ReadonlySet<number>, { pieceCount }: Geometry): PeerRole {
    const declared = this.of(host)
    const group = { ...declared, peer: { ...declared.peer, maxLinks: rowsOf(declared) } }
    const { model } = this.settings
    if (this.placement !== null) return this.placement.role(host, group)
    const isOrigin = group.holds.kind === 'all'
    if (model.kind === 'peer-assisted') {
      return isOrigin ? webSeeding(group, this.count, model.atATime) : group
    }
    if (model.kind !== 'hash-ring') return group
    const most = isOrigin || homes.has(host) ? this.count : pieceCount + group.peer.maxLinks
    return serving(group, Math.min(most, this.count))
  }

  /** Places the hosts that arrive before the end; null if the model has no places. */
  #placeHosts({ pieceCount }: Geometry): HostPlacement | null {
    const { model, untilSeconds, seed } = this.settings
    if (!hasPlaces(model)) return null
    const hosts = this.inOrder.filter((host) => this.arrivalSeconds[host] <= untilSeconds)
    return new HostPlacement(model, hosts, this.count, pieceCount, seed)
  }

  /** Gives every host its rows for links; returns the total number of rows. */
  #assignRows(): number {
    let rows = 0
    for (let host = 0; host < this.count; host++) {
      this.hosts.ints[host * HOST_STRIDE + BASE] = rows
      rows += this.role(host).peer.maxLinks
    }
    return rows
  }

  #initialPieces(host: number, group: GroupSettings, pieceCount: number): number[] {
    const { holds } = group
    if (holds.kind === 'nothing') return []
    if (holds.kind === 'pieces') return [...holds.pieces]
    const pieces = Array.from({ length: pieceCount }, (_, piece) => piece)
    if (holds.kind === 'all') return pieces
    const random = this.random(host, 'holds')
    const share = holds.from + (holds.to - holds.from) * random.next()
    const many = Math.min(pieceCount - 1, Math.round(share * pieceCount))
    for (let i = 0; i < many; i++) {
      const j = i + random.below(pieceCount - i)
      ;[pieces[i], pieces[j]] = [pieces[j], pieces[i]]
    }
    return pieces.slice(0, many)
  }
}

/** Returns all by which a role chokes, as a text that equals that of an equal role. */
function chokingOf({ choker, seedChoker, chokerSettings, seedChokerSettings, peer }: PeerRole) {
  const { slots, optimisticSlots, optimisticSeconds } = peer
  const numbers = [slots, optimisticSlots, optimisticSeconds]
  return JSON.stringify([
    choker,
    chokerSettings ?? {},
    seedChoker,
    seedChokerSettings ?? {},
    numbers,
  ])
}

/** Returns the most links of a peer of the group, over all its identities. */
export function rowsOf({ peer, behaviour, behaviourSettings }: GroupSettings): number {
  return peer.maxLinks * (BEHAVIOURS[behaviour].identities?.(behaviourSettings) ?? 1)
}
