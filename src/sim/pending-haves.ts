import { type HaveFilter, LINK_STRIDE, type PeerColumns } from '../peer/peer-columns.js'
import { Pool } from '../peer/pool.js'
import { ADDRESS, HOST } from './endpoints.js'
import type { Hosts } from './hosts.js'
import type { Simulation } from './simulation.js'

const NONE = -1

/** Words of an item: the piece, the link that hears of it later than by the path, the next item. */
const PIECE = 0
const LATE_LINK = 1
const NEXT = 2
const ITEM_WORDS = 4
/** Of an item's real numbers: when it was said, and when the late link hears of it; seconds. */
const SENT_AT = 0
const LATE_AT = 1

/** What an instant is multiplied by for one just after it: a word is heard behind its block. */
export const AFTER = 1 + Number.EPSILON
/** The same for just before: all `have`s of an instant are heard before anything else of it. */
const BEFORE = 1 - Number.EPSILON

/** When a `have` is heard, said at `saidAt`, that arrives at `at`: before all else of then. */
export function receivedAt(saidAt: number, at: number): number {
  return at * (at === saidAt ? AFTER : BEFORE)
}

/**
 * What each host has told of lately and some neighbour may not have heard: its neighbours read the
 * host's own row of holdings, without the pieces whose `have` is still on its way to them.
 *
 * So a `have` costs its hearer nothing, unless it could move the hearer at once: then it is a word
 * like any other. That is one on an eager link of a piece that the hearer lacks; `awaited` finds
 * those that were on their way when the link turned eager. No word changes by it but for two
 * hearers at the very same instant (equal latencies), who may swap turns, and but for suspects,
 * whom any `have` may give something to ask.
 */
export class PendingHaves implements HaveFilter {
  readonly #sim: Simulation
  readonly #hosts: Hosts
  readonly #columns: PeerColumns
  readonly #send: (link: number, at: number, piece: number) => void
  readonly #pool = new Pool(ITEM_WORDS)
  #reals = new Float64Array(0)
  /** Of each host: its last item, whose next is the one before. */
  readonly #last: Int32Array
  /** No path is longer than a host's latency and this, seconds. */
  readonly #longestSeconds: number

  /** `send` makes a `have` on its way to a link a word of its own, heard at an instant. */
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
    this.#longestSeconds = hosts.latencySeconds.reduce((most, one) => Math.max(most, one), 0)
  }

  /**
   * The host tells all of a piece. Link `lateLink`, NONE for nobody, hears of it at `at`, behind a
   * block; returns when: of several behind one block each is heard after the one before.
   */
  announce(now: number, host: number, piece: number, lateLink: number, at: number): number {
    this.#dropReceived(now, host)
    const lateAt = this.#afterOthers(host, lateLink, at)
    this.#add(now, host, piece, lateLink, lateAt)
    return lateAt
  }

  #afterOthers(host: number, lateLink: number, at: number): number {
    const { words } = this.#pool
    let lateAt = at
    for (let item = this.#last[host]; item !== NONE; item = words[item + NEXT]) {
      const before = this.#reals[(item / ITEM_WORDS) * 2 + LATE_AT]
      if (words[item + LATE_LINK] === lateLink && before >= lateAt) lateAt = before * AFTER
    }
    return lateAt
  }

  #add(now: number, host: number, piece: number, lateLink: number, lateAt: number): void {
    const item = this.#pool.take()
    const { words } = this.#pool
    const at = (item / ITEM_WORDS) * 2
    if (at >= this.#reals.length) this.#grow()
    words[item + PIECE] = piece
    words[item + LATE_LINK] = lateLink
    words[item + NEXT] = this.#last[host]
    this.#reals[at + SENT_AT] = now
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

  #receivedAt(item: number, link: number): number {
    const at = (item / ITEM_WORDS) * 2
    const saidAt = this.#reals[at + SENT_AT]
    if (this.#pool.words[item + LATE_LINK] === link) {
      return receivedAt(saidAt, this.#reals[at + LATE_AT])
    }
    const { links } = this.#columns
    const { latencySeconds } = this.#hosts
    const line = link * LINK_STRIDE
    const path = latencySeconds[links[line + ADDRESS]] + latencySeconds[links[line + HOST]]
    return receivedAt(saidAt, saidAt + path)
  }

  /** Forgets what everybody has heard; returns whether that was all. */
  #dropReceived(now: number, host: number): boolean {
    const { words } = this.#pool
    const pathSeconds = this.#hosts.latencySeconds[host] + this.#longestSeconds
    let before = NONE
    for (let item = this.#last[host]; item !== NONE; ) {
      const next = words[item + NEXT]
      const at = (item / ITEM_WORDS) * 2
      const heardBy = Math.max(this.#reals[at + SENT_AT] + pathSeconds, this.#reals[at + LATE_AT])
      if (heardBy * AFTER >= now) before = item
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
    const reals = new Float64Array((this.#pool.words.length / ITEM_WORDS) * 2)
    reals.set(this.#reals)
    this.#reals = reals
  }
}
