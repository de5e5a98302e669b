import type { Geometry } from './geometry.js'
import { LinkFlag } from './link-flags.js'
import * as M from './peer-columns.js'
import type { LinkView } from './policy.js'
import { NONE } from './pool.js'
import { type PeerSettings, windowSteps } from './settings.js'

/** The settings that links need. */
export type LinkSettings = Pick<PeerSettings, 'maxLinks' | 'rechokeSeconds' | 'rateWindowSeconds'>

/** Is told when a peer has gained (1) or lost (-1) a link. */
export interface LinkCounter {
  linked(now: number, change: 1 | -1): void
}

/** The links of one peer: its rows of the columns. */
export class Links implements LinkView {
  readonly first: number
  readonly capacity: number
  end: number
  /** Rows with a neighbour, open or not. */
  connected = 0
  counter: LinkCounter | null = null
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly unchoked: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchokedAt: Float64Array
  readonly #columns: M.PeerColumns
  readonly #steps: number
  /** Seconds of a step of the rolling window, which is the time between two rechokes. */
  readonly #stepSeconds: number
  readonly #peer: number
  /** Where the peer's row of `stats` begins. */
  readonly #statsAt: number
  /** Peer ids of open links, from the first link on. */
  readonly #ids: string[] = []
  /** The current step of the rolling window. */
  #step = 0
  /** For how long the peer has stood still, seconds. */
  #sleptSeconds = 0

  /** The rows from `first` on of peer number `peer`, `maxLinks` of them. */
  constructor(columns: M.PeerColumns, peer: number, first: number, settings: LinkSettings) {
    this.#columns = columns
    this.first = first
    this.end = first
    this.capacity = settings.maxLinks
    this.#steps = windowSteps(settings)
    this.#stepSeconds = settings.rechokeSeconds
    this.#peer = peer
    this.#statsAt = peer * M.PEER_STRIDE
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

  /** The peer has stood still for so long: its links have not aged, and no clock has run. */
  slept(seconds: number): void {
    this.#sleptSeconds += seconds
  }

  /** Returns the time on the peer's own clock, which all times of its links are of, seconds. */
  ownTime(now: number): number {
    return now - this.#sleptSeconds
  }

  held(link: number): number {
    return this.#columns.held(link)
  }

  unchokesUs(link: number): boolean {
    return (this.#columns.flags[link] & (LinkFlag.Open | LinkFlag.PeerChoking)) === LinkFlag.Open
  }

  unchokedUs(link: number): boolean {
    return (this.#columns.flags[link] & LinkFlag.UnchokedUs) !== 0
  }

  receivedBytes(link: number): number {
    const { traffic, trafficStride } = this.#columns
    return traffic[link * trafficStride + M.EARLIER_RECEIVED] + this.windowBytes(link, false)
  }

  sentBytes(link: number): number {
    const { traffic, trafficStride } = this.#columns
    return traffic[link * trafficStride + M.EARLIER_SENT] + this.windowBytes(link, true)
  }

  /** The row that the next neighbour will get, or NONE. */
  get free(): number {
    const { flags } = this.#columns
    let link = this.first
    while (link < this.end && (flags[link] & LinkFlag.Taken) !== 0) link++
    return link < this.first + this.capacity ? link : NONE
  }

  /** Takes a free row for a new neighbour, with a pipeline of `depth`; NONE if there is none. */
  take(now: number, depth: number): number {
    const link = this.free
    if (link === NONE) return NONE
    const { flags, links, traffic, trafficStride, haveFlags } = this.#columns
    if (link === this.end) this.end++
    this.connected++
    this.counter?.linked(now, 1)
    flags[link] = LinkFlag.Taken | LinkFlag.PeerChoking
    links[link * M.LINK_STRIDE + M.REQUEST_LIMIT] = depth
    const at = this.ownTime(now)
    traffic[link * trafficStride + M.LAST_BLOCK_AT] = at
    traffic[link * trafficStride + M.REQUEST_CLOCK_AT] = at
    this.openedAt[link] = at
    this.unchokedAt[link] = -1
    haveFlags[link] = M.NEEDS_HAVE | M.OWN_ROW
    return link
  }

  /** Tells whether the neighbour holds every piece. */
  isSeed(link: number): boolean {
    return this.#columns.holdsAll(link)
  }

  /** Tells whether the neighbour is proven to have sent corrupt blocks. */
  isGuilty(link: number): boolean {
    return (this.#columns.flags[link] & LinkFlag.Guilty) !== 0
  }

  /** Tells whether an open link has this peer id. */
  hasPeerId(id: string): boolean {
    const hash = hashOf(id)
    const { idHashes } = this.#columns
    for (let link = this.first; link < this.end; link++) {
      if (idHashes[link] !== hash || this.open[link] === 0) continue
      if (this.#ids[link - this.first] === id) return true
    }
    return false
  }

  /** Opens the link: its handshake came, with this peer id. */
  opened(now: number, link: number, id: string): void {
    this.#ids[link - this.first] = id
    this.#columns.idHashes[link] = hashOf(id)
    this.#columns.flags[link] |= LinkFlag.Open
    this.open[link] = 1
    this.openedAt[link] = this.ownTime(now)
  }

  /** Marks for chokers whether the neighbour snubs us; its requests have a clock of their own. */
  setSnubbed(link: number, snubbed: boolean): void {
    this.snubbed[link] = snubbed ? 1 : 0
  }

  /** Restarts the request clock: the neighbour may answer our requests from now on. */
  restartRequestClock(now: number, link: number): void {
    const { traffic, trafficStride } = this.#columns
    traffic[link * trafficStride + M.REQUEST_CLOCK_AT] = this.ownTime(now)
  }

  /** Clears a row and frees it. */
  release(now: number, link: number): void {
    const { flags, links, traffic, trafficStride, hasTraffic } = this.#columns
    this.connected--
    this.counter?.linked(now, -1)
    flags[link] = 0
    links[link * M.LINK_STRIDE + M.OUTSTANDING] = 0
    traffic.fill(0, link * trafficStride, (link + 1) * trafficStride)
    hasTraffic[link] = 0
    this.open[link] = 0
    this.interested[link] = 0
    this.snubbed[link] = 0
    this.unchoked[link] = 0
    this.rate[link] = 0
    this.#columns.forget(this.#peer, link)
  }

  /**
   * Begins another round after a timed rechoke. `end` moves back to the last row in use: chokers
   * that keep something by row have seen that the rows behind are empty.
   */
  beginRound(): void {
    const { flags } = this.#columns
    for (let link = this.first; link < this.end; link++) {
      if ((flags[link] & LinkFlag.PeerChoking) !== 0) flags[link] &= ~LinkFlag.UnchokedUs
    }
    while (this.end > this.first && (flags[this.end - 1] & LinkFlag.Taken) === 0) this.end--
  }

  /** Counts bytes received from the neighbour. */
  received(link: number, bytes: number): void {
    const { traffic, trafficStride, hasTraffic } = this.#columns
    traffic[link * trafficStride + M.RECEIVED_BYTES + this.#step] += bytes
    hasTraffic[link] = 1
  }

  /** Counts bytes sent to the neighbour. */
  sent(link: number, bytes: number): void {
    const { traffic, trafficStride, hasTraffic } = this.#columns
    traffic[link * trafficStride + M.RECEIVED_BYTES + this.#steps + this.#step] += bytes
    hasTraffic[link] = 1
  }

  /** Returns the bytes sent to the neighbour (or received from it) within the rolling window. */
  windowBytes(link: number, sent: boolean): number {
    const { traffic, trafficStride, hasTraffic } = this.#columns
    if (hasTraffic[link] === 0) return 0
    const from = link * trafficStride + M.RECEIVED_BYTES + (sent ? this.#steps : 0)
    let bytes = 0
    for (let step = 0; step < this.#steps; step++) bytes += traffic[from + step]
    return bytes
  }

  /**
   * Updates the link's rate: what the window holds, over the time for which the link could have
   * moved bytes. A young link is thus not divided by a window that is older than itself.
   */
  updateRate(now: number, link: number, sent: boolean): void {
    const step = this.#stepSeconds
    const age = this.ownTime(now) - this.openedAt[link]
    const seconds = Math.min(this.#steps * step, Math.max(step, age))
    this.rate[link] = this.windowBytes(link, sent) / seconds
  }

  /** Begins a new step of the window; the oldest one leaves it. */
  roll(): void {
    this.#step = (this.#step + 1) % this.#steps
    const { traffic, trafficStride, hasTraffic } = this.#columns
    for (let link = this.first; link < this.end; link++) {
      if (hasTraffic[link] === 0) continue
      const line = link * trafficStride
      const from = line + M.RECEIVED_BYTES + this.#step
      traffic[line + M.EARLIER_RECEIVED] += traffic[from]
      traffic[line + M.EARLIER_SENT] += traffic[from + this.#steps]
      traffic[from] = 0
      traffic[from + this.#steps] = 0
      if (this.windowBytes(link, false) + this.windowBytes(link, true) === 0) hasTraffic[link] = 0
    }
  }
}

/** Returns a 32-bit hash of a peer id (FNV-1a), which differs for most other ids. */
function hashOf(id: string): number {
  let print = 0x811c9dc5
  for (let i = 0; i < id.length; i++) print = Math.imul(print ^ id.charCodeAt(i), 0x01000193)
  return print
}
