import type { Geometry } from './geometry.js'
import * as M from './peer-columns.js'
import type { LinkView } from './policy.js'
import { NONE } from './pool.js'

/** The links of one peer: its rows of the columns, and which of them are taken. */
export class Links implements LinkView {
  readonly first: number
  readonly capacity: number
  end: number
  /** Rows with a neighbour, greeted or not. */
  connected = 0
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly unchoked: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchokedAt: Float64Array
  readonly #columns: M.PeerColumns
  readonly #steps: number
  readonly #peer: number
  /** Where the peer's figures stand in the columns. */
  readonly #statsAt: number
  /** Peer ids of those that greeted, from the first link on. */
  readonly #ids: string[] = []
  /** The step of the rolling window that is running. */
  #step = 0

  /**
   * Rows `first` to `first + capacity - 1` of peer number `peer`; the rolling window has `steps`
   * steps.
   */
  constructor(
    columns: M.PeerColumns,
    peer: number,
    first: number,
    capacity: number,
    steps: number,
  ) {
    this.#columns = columns
    this.first = first
    this.end = first
    this.capacity = capacity
    this.#steps = steps
    this.#peer = peer
    this.#statsAt = peer * 8
    this.open = columns.open
    this.interested = columns.interested
    this.snubbed = columns.snubbed
    this.unchoked = columns.unchoked
    this.rate = columns.rate
    this.openedAt = columns.openedAt
    this.unchokedAt = columns.unchokedAt
  }

  get geometry(): Geometry {
    return this.#columns.geometry
  }

  get uploadedBytes(): number {
    return this.#columns.stats[this.#statsAt + M.UPLOADED]
  }

  held(link: number): number {
    return this.#columns.held(link)
  }

  unchokesUs(link: number): boolean {
    return (this.#columns.flags[link] & (M.OPEN | M.CHOKING)) === M.OPEN
  }

  receivedBytes(link: number): number {
    const { traffic, trafficStride } = this.#columns
    return traffic[link * trafficStride + M.EARLIER_RECEIVED] + this.windowBytes(link, false)
  }

  sentBytes(link: number): number {
    const { traffic, trafficStride } = this.#columns
    return traffic[link * trafficStride + M.EARLIER_SENT] + this.windowBytes(link, true)
  }

  /** The row that the next neighbour would get, or NONE. */
  get free(): number {
    const { flags } = this.#columns
    let link = this.first
    while (link < this.end && (flags[link] & M.TAKEN) !== 0) link++
    return link < this.first + this.capacity ? link : NONE
  }

  /** Takes an empty row for a new neighbour, with a pipeline of `depth`; NONE if there is none. */
  take(now: number, depth: number): number {
    const link = this.free
    if (link === NONE) return NONE
    const { flags, links, traffic, trafficStride, haveFlags } = this.#columns
    if (link === this.end) this.end++
    this.connected++
    flags[link] = M.TAKEN | M.CHOKING
    links[link * M.LINK_STRIDE + M.REQUEST_LIMIT] = depth
    traffic[link * trafficStride + M.LAST_BLOCK_AT] = now
    this.openedAt[link] = now
    this.unchokedAt[link] = -1
    haveFlags[link] = M.NEEDS_HAVE | M.OWN_ROW
    return link
  }

  /** Whether a neighbour has greeted by this peer id. */
  hasPeerId(id: string): boolean {
    const print = hashOf(id)
    const { idHashes: idPrints } = this.#columns
    for (let link = this.first; link < this.end; link++) {
      if (idPrints[link] !== print || this.open[link] === 0) continue
      if (this.#ids[link - this.first] === id) return true
    }
    return false
  }

  /** The neighbour has greeted by its peer id: the link is open. */
  opened(now: number, link: number, id: string): void {
    this.#ids[link - this.first] = id
    this.#columns.idHashes[link] = hashOf(id)
    this.#columns.flags[link] |= M.OPEN
    this.open[link] = 1
    this.openedAt[link] = now
  }

  /** Gives a row back, everything in it forgotten. */
  release(link: number): void {
    const { flags, links, traffic, trafficStride, hasTraffic: moving } = this.#columns
    this.connected--
    flags[link] = 0
    links[link * M.LINK_STRIDE + M.OUTSTANDING] = 0
    traffic.fill(0, link * trafficStride, (link + 1) * trafficStride)
    moving[link] = 0
    this.open[link] = 0
    this.interested[link] = 0
    this.snubbed[link] = 0
    this.unchoked[link] = 0
    this.rate[link] = 0
    this.#columns.forget(this.#peer, link)
  }

  /**
   * Lets go of the rows behind the last one that is taken: nobody need look at them. After a
   * rechoke only, by which whoever keeps something by row has seen that they are empty.
   */
  trim(): void {
    const { flags } = this.#columns
    while (this.end > this.first && (flags[this.end - 1] & M.TAKEN) === 0) this.end--
  }

  /** Counts bytes from the neighbour. */
  received(link: number, bytes: number): void {
    const { traffic, trafficStride, hasTraffic: moving } = this.#columns
    traffic[link * trafficStride + M.RECEIVED_BYTES + this.#step] += bytes
    moving[link] = 1
  }

  /** Counts bytes to the neighbour. */
  sent(link: number, bytes: number): void {
    const { traffic, trafficStride, hasTraffic: moving } = this.#columns
    traffic[link * trafficStride + M.RECEIVED_BYTES + this.#steps + this.#step] += bytes
    moving[link] = 1
  }

  /** Bytes to the neighbour (or from it) within the rolling window. */
  windowBytes(link: number, sent: boolean): number {
    const { traffic, trafficStride, hasTraffic: moving } = this.#columns
    if (moving[link] === 0) return 0
    const from = link * trafficStride + M.RECEIVED_BYTES + (sent ? this.#steps : 0)
    let bytes = 0
    for (let step = 0; step < this.#steps; step++) bytes += traffic[from + step]
    return bytes
  }

  /** Begins a new step of the window; the oldest leaves it. */
  roll(): void {
    this.#step = (this.#step + 1) % this.#steps
    const { traffic, trafficStride, hasTraffic: moving } = this.#columns
    for (let link = this.first; link < this.end; link++) {
      if (moving[link] === 0) continue
      const line = link * trafficStride
      const from = line + M.RECEIVED_BYTES + this.#step
      traffic[line + M.EARLIER_RECEIVED] += traffic[from]
      traffic[line + M.EARLIER_SENT] += traffic[from + this.#steps]
      traffic[from] = 0
      traffic[from + this.#steps] = 0
      if (this.windowBytes(link, false) + this.windowBytes(link, true) === 0) moving[link] = 0
    }
  }
}

/** 32 bits of a peer id, the same for equal ones: FNV-1a, by which most others are told apart. */
function hashOf(id: string): number {
  let print = 0x811c9dc5
  for (let i = 0; i < id.length; i++) print = Math.imul(print ^ id.charCodeAt(i), 0x01000193)
  return print
}
