import type { Peer } from '../peer/peer.js'
import type { PeerColumns } from '../peer/peer-columns.js'
import type { Endpoints } from './endpoints.js'
import { HAVE } from './event-kinds.js'
import * as H from './hosts.js'
import { PendingHaves, receivedAt } from './pending-haves.js'
import type { Simulation } from './simulation.js'
import type { Uplinks } from './uplinks.js'
import type { WireOverhead } from './wire-overhead.js'

/** Bytes of a `have` (BEP 3). */
const HAVE_BYTES = 9

/** What `have`s need of the network. */
export interface HaveCarrier {
  readonly hosts: H.Hosts
  readonly endpoints: Endpoints
  readonly peers: readonly (Peer | null)[]
  readonly overhead: WireOverhead
  readonly uplinks: Uplinks
  readonly sharesHoldings: Uint8Array
  latency(e: number): number
  arrivalTime(now: number, e: number): number
  isBusyWith(host: number, e: number): boolean
  tagged(kind: number, endpoint: number): number
  carry(now: number, host: number, other: number, wireBytes: number): void
}

/** Sends `have`s: as events, or as entries in `PendingHaves` if the receiver can wait. */
export class HaveMessages {
  readonly #sim: Simulation
  readonly #network: HaveCarrier
  readonly #columns: PeerColumns
  readonly #pending: PendingHaves
  readonly #wireBytes: number
  /** For the last announced piece: the link that receives its `have` behind a block, and when. */
  #lateLink = -1
  #lateAt = 0
  /** When the `have`s for the last announced piece leave the uplink: all together. */
  #leaveAt = 0

  constructor(sim: Simulation, network: HaveCarrier, columns: PeerColumns) {
    this.#sim = sim
    this.#network = network
    this.#columns = columns
    this.#wireBytes = network.overhead.messageBytes(HAVE_BYTES)
    this.#pending = new PendingHaves(sim, network.hosts, columns, (o, at, piece) =>
      this.#schedule(o, at, piece),
    )
    columns.haveFilter = this.#pending
  }

  /** Notes a host's new piece: a reader of its row sees it once the `have` has arrived. */
  announce(now: number, host: number, piece: number): void {
    const network = this.#network
    if (network.sharesHoldings[host] === 0) return
    const e = network.hosts.ints[host * H.HOST_STRIDE + H.SENDING]
    const late = e >= 0 ? network.endpoints.other[e] : -1
    const at = late < 0 ? 0 : network.arrivalTime(now, e)
    this.#lateLink = late
    this.#leaveAt = network.uplinks.leavesAt(now, host)
    this.#lateAt = this.#pending.announce(now, this.#leaveAt, host, piece, late, at)
  }

  /** Sends `have`: as an event, unless the receiver reads the sender's row and can wait. */
  send(now: number, host: number, e: number, piece: number): void {
    const network = this.#network
    const o = network.endpoints.other[e]
    const receiver = network.endpoints.address[e]
    const isShared = network.sharesHoldings[host] === 1
    const leavesAt = isShared ? this.#leaveAt : network.uplinks.leavesAt(now, host)
    const isLate = isShared ? o === this.#lateLink : network.isBusyWith(host, e)
    const lateAt = isShared || !isLate ? this.#lateAt : network.arrivalTime(now, e)
    network.carry(now, host, receiver, this.#wireBytes)
    if (o < 0) return
    // The `have` of the sender's last piece may make a seed disconnect.
    const isLast = (network.peers[host] as Peer).complete
    const columns = this.#columns
    if (columns.haveFlags[o] === 0 && !isLast) return
    const mayWait = columns.isShared(o) && columns.holdings.has(columns.ownRow(receiver), piece)
    if (mayWait && !isLast) return
    const at = isLate ? lateAt : leavesAt + network.latency(e)
    this.#schedule(o, receivedAt(leavesAt, at), piece)
  }

  /** Ends the sharing of a row: its host has closed the connection, and may gain pieces unheard. */
  unshare(receiver: number, o: number): void {
    if (!this.#columns.isShared(o)) return
    this.#pending.deliverAll(o)
    this.#columns.unshare(receiver, o)
  }

  /** Lets the `have`s that a host has not sent by a time leave this many seconds later. */
  postpone(host: number, since: number, seconds: number): void {
    this.#pending.postpone(host, since, seconds)
  }

  #schedule(o: number, at: number, piece: number): void {
    this.#sim.schedule(at, this.#network.tagged(HAVE, o), o, piece)
  }
}
