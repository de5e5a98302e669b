import { type HaveFilter, LINK_STRIDE, type PeerColumns } from '../peer/peer-columns.js'
import { Pool } from '../peer/pool.js'
import { ADDRESS, GENERATION, HOST } from './endpoints.js'
import type { Hosts } from './hosts.js'
import type { Simulation } from './simulation.js'

const NONE = -1

/** Integers in an item, which is one `have` that a host has sent to all neighbours. */
const ITEM_WORDS = 4
/** In an item's integers: the piece. */
const PIECE = 0
/** In its integers: the link that receives it behind a block, or NONE. */
const LATE_LINK = 1
/** In its integers: the host's previous item. */
const NEXT = 2
/** In its integers: the late link's generation, since its row may have a new connection by now. */
const LATE_GENERATION = 3

/** Real numbers in an item. */
const ITEM_REALS = 2
/** In an item's reals: when it leaves the uplink, seconds. */
const LEAVES_AT = 0
/** In its reals: when the late link receives it, seconds. */
const LATE_AT = 1

/** A time multiplied by this is just after it: a message arrives after the block before it. */
export const AFTER = 1 + Number.EPSILON
/** A time multiplied by this is just before it: `have`s come first among equal times. */
const BEFORE = 1 - Number.EPSILON

/** Returns when a `have` counts as received: before all else that arrives at time `at`. */
export function receivedAt(leavesAt: number, at: number): number {
  return at * (at === leavesAt ? AFTER : BEFORE)
}

/**
 * The `have`s that each host has sent lately and some neighbour may not have received. Neighbours
 * read the host's own row of holdings, without the pieces whose `have` is still on its way.
 *
 * So a `have` costs its receiver nothing unless it could make the receiver act at once. Then it is
 * a message like any other: on a link that needs `have`s, of a piece that the receiver lacks.
 * `needsHave` finds those that were on their way when the link began to need them.
 *
 * The trace stays the same, with two exceptions. Two receivers at the very same time (equal
 * latencies) may swap turns. A suspect may be sent a request at any `have`.
 */
export class PendingHaves implements HaveFilter {
  readonly #sim: Simulation
  readonly #hosts: Hosts
  readonly #columns: PeerColumns
  readonly #send: (link: number, at: number, piece: number) => void
  readonly #pool = new Pool(ITEM_WORDS)
  #reals = new Float64Array(0)
  /** The last item of each host. */
  readonly #last: Int32Array
  /** The longest latency of any host, seconds. */
  readonly #longestSeconds: number

  /** `send` schedules a `have` to a link as a message that arrives at a time. */
  constructor(
    sim: Simulation,
    hosts: Hosts,
    columns: PeerColumns,
    send: (link: number, at: number, piece: number) => void,
  ) {
    this.#sim = sim
    this.#hosts = hosts
    this.#columns = columns
    this.#send = send
    this.#last = new Int32Array(hosts.count).fill(NONE)
    this.#longestSeconds = hosts.longestLatencySeconds
  }

  /**
   * Notes that the host announces a piece to all neighbours, from its uplink at `leavesAt`. Link
   * `lateLink`, or NONE, receives it behind a block, at `at` or just after: returns when, since the
   * `have`s behind one block keep their order.
   */
  announce(
    now: number,
    leavesAt: number,
    host: number,
    piece: number,
    lateLink: number,
    at: number,
  ): number {
    this.#dropReceived(now, host)
    const lateAt = this.#afterOthers(host, lateLink, at)
    this.#add(leavesAt, host, piece, lateLink, lateAt)
    return lateAt
  }

  /** Lets the `have`s that a host has not sent by a time leave this many seconds later. */
  postpone(host: number, since: number, seconds: number): void {
    const { words } = this.#pool
    const reals = this.#reals
    for (let item = this.#last[host]; item !== NONE; item = words[item + NEXT]) {
      const at = (item / ITEM_WORDS) * ITEM_REALS
      const link = words[item + LATE_LINK]
      if (link !== NONE && reals[at + LATE_AT] - this.#pathSeconds(link) > since * AFTER)
        reals[at + LATE_AT] += seconds
      if (reals[at + LEAVES_AT] > since) reals[at + LEAVES_AT] += seconds
    }
  }

  #afterOthers(host: number, lateLink: number, at: number): number {
    const { words } = this.#pool
    let lateAt = at
    for (let item = this.#last[host]; item !== NONE; item = words[item + NEXT]) {
      const before = this.#reals[(item / ITEM_WORDS) * ITEM_REALS + LATE_AT]
      if (this.#isLate(item, lateLink) && before >= lateAt) lateAt = before * AFTER
    }
    return lateAt
  }

  #add(leavesAt: number, host: number, piece: number, lateLink: number, lateAt: number): void {
    const item = this.#pool.take()
    const { words } = this.#pool
    const at = (item / ITEM_WORDS) * ITEM_REALS
    if (at >= this.#reals.length) this.#grow()
    words[item + PIECE] = piece
    words[item + LATE_LINK] = lateLink
    words[item + LATE_GENERATION] = lateLink === NONE ? 0 : this.#generation(lateLink)
    words[item + NEXT] = this.#last[host]
    this.#reals[at + LEAVES_AT] = leavesAt
    this.#reals[at + LATE_AT] = lateAt
    this.#last[host] = item
    this.#columns.isFiltered[host] = 1
  }

  materialise(link: number): number {
    const columns = this.#columns
    const row = columns.theirRow[link]
    const host = row - columns.linkCount
    const { now } = this.#sim
    if (this.#dropReceived(now, host)) return row
    const { words } = this.#pool
    let seen = row
    for (let item = this.#last[host]; item !== NONE; item = words[item + NEXT]) {
      if (this.#receivedAt(item, link) <= now) continue
      if (seen === row) columns.copyHoldings(link, row)
      seen = link
      columns.unlearn(link, words[item + PIECE])
    }
    return seen
  }

  needsHave(link: number): void {
    const { linkCount, theirRow, links, holdings } = this.#columns
    const host = theirRow[link] - linkCount
    const own = linkCount + links[link * LINK_STRIDE + HOST]
    const { now } = this.#sim
    if (this.#dropReceived(now, host)) return
    const { words } = this.#pool
    for (let item = this.#last[host]; item !== NONE; item = words[item + NEXT]) {
      const at = this.#receivedAt(item, link)
      const piece = words[item + PIECE]
      if (at > now && !holdings.has(own, piece)) this.#send(link, at, piece)
    }
  }

  /** Makes messages of all `have`s on their way to a link, which is about to have its own row. */
  deliverAll(link: number): void {
    const { linkCount, theirRow } = this.#columns
    const { now } = this.#sim
    const { words } = this.#pool
    let item = this.#last[theirRow[link] - linkCount]
    for (; item !== NONE; item = words[item + NEXT]) {
      const at = this.#receivedAt(item, link)
      if (at > now) this.#send(link, at, words[item + PIECE])
    }
  }

  #receivedAt(item: number, link: number): number {
    const at = (item / ITEM_WORDS) * ITEM_REALS
    const leavesAt = this.#reals[at + LEAVES_AT]
    if (this.#isLate(item, link)) {
      return receivedAt(leavesAt, this.#reals[at + LATE_AT])
    }
    return receivedAt(leavesAt, leavesAt + this.#pathSeconds(link))
  }

  /** Whether a link's present connection receives an item behind a block. */
  #isLate(item: number, link: number): boolean {
    const { words } = this.#pool
    return (
      words[item + LATE_LINK] === link && words[item + LATE_GENERATION] === this.#generation(link)
    )
  }

  #generation(link: number): number {
    return this.#columns.links[link * LINK_STRIDE + GENERATION]
  }

  #pathSeconds(link: number): number {
    const { links } = this.#columns
    const { latencySeconds } = this.#hosts
    const line = link * LINK_STRIDE
    return latencySeconds[links[line + ADDRESS]] + latencySeconds[links[line + HOST]]
  }

  /** Drops what all neighbours have received; true if nothing is left. */
  #dropReceived(now: number, host: number): boolean {
    const { words } = this.#pool
    const pathSeconds = this.#hosts.latencySeconds[host] + this.#longestSeconds
    let before = NONE
    for (let item = this.#last[host]; item !== NONE; ) {
      const next = words[item + NEXT]
      const at = (item / ITEM_WORDS) * ITEM_REALS
      const receivedBy = Math.max(
        this.#reals[at + LEAVES_AT] + pathSeconds,
        this.#reals[at + LATE_AT],
      )
      if (receivedBy * AFTER >= now) before = item
      else {
        if (before === NONE) this.#last[host] = next
        else words[before + NEXT] = next
        this.#pool.give(item)
      }
      item = next
    }
    if (this.#last[host] !== NONE) return false
    this.#columns.isFiltered[host] = 0
    return true
  }

  #grow(): void {
    const reals = new Float64Array((this.#pool.words.length / ITEM_WORDS) * ITEM_REALS)
    reals.set(this.#reals)
    this.#reals = reals
  }
}
