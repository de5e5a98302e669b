import type { ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { UplinkShares } from '../../peer/uplink-shares.js'
import { CapacityEstimate } from './capacity-estimate.js'
import { idleReason } from './explain.js'
import { Newcomers } from './newcomers.js'
import { TopLinks } from './top-links.js'

/** What a neighbour costs grows by this when it did not pay back a round (Piatek: delta). */
const DEARER = 1.2
/** And shrinks by this when it paid back (gamma) ... */
const CHEAPER = 0.9
/** ... for so many rounds running (r). */
const ROUNDS = 3
/** In place of a gain: the neighbour has neither given nor told anything yet. */
const UNKNOWN = -1

/**
 * BitTyrant (Piatek et al. 2007, "Do incentives build robustness in BitTorrent?", section 4): of
 * each neighbour it estimates d, what it gives, and u, what it takes to be unchoked by it; the best
 * returns d / u are unchoked until their costs u have used up the upload capacity. No guests.
 *
 * - d: the rate that was seen once it unchokes us; until then what its `have`s tell of its
 *   download, split over `slots`; until it has said any, as much as we think it costs at first.
 * - u: at first our capacity over `slots`; a fifth more after a round in which we served it and it
 *   did not unchoke us, a tenth less after each of which it and the two before were paid back.
 *
 * Capacity is measured (`Uplink`), and until it is, `slots` links are served. Those served share
 * the uplink in proportion to their u (`UplinkShares`). What this misses: the original sends each
 * no more than u, while here they have among them what is left. For leechers: nothing comes back
 * to a seed.
 */
export class BitTyrant implements Choker {
  readonly shares: UplinkShares
  readonly #slots: number
  readonly #roundSeconds: number
  readonly #newcomers: Newcomers
  readonly #capacityEstimate = new CapacityEstimate()
  readonly #top: TopLinks
  /** A row a link: u in bytes/s; 0 = as at first. */
  readonly #cost: Float64Array
  /** A row a link: d in bytes/s, or `UNKNOWN`. */
  readonly #gain: Float64Array
  /** A row a link: rounds running in which it has paid back, up to `ROUNDS`. */
  readonly #paidBack: Uint8Array
  /** A row a link: pieces that it held when it was new ... */
  readonly #heldAtFirst: Int32Array
  /** ... and when that was, seconds. */
  readonly #firstAt: Float64Array
  /** When the round began that is running, seconds. */
  #roundAt = 0

  constructor(settings: PeerSettings) {
    const { slots, maxLinks, rechokeSeconds } = settings
    this.#slots = slots
    this.#roundSeconds = rechokeSeconds
    this.#newcomers = new Newcomers(maxLinks)
    this.shares = new UplinkShares(maxLinks)
    this.#top = new TopLinks(maxLinks)
    this.#cost = new Float64Array(maxLinks)
    this.#gain = new Float64Array(maxLinks)
    this.#paidBack = new Uint8Array(maxLinks)
    this.#heldAtFirst = new Int32Array(maxLinks)
    this.#firstAt = new Float64Array(maxLinks)
  }

  rechoke(
    now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    const { first, end, interested } = links
    for (let link = first; link < end; link++) {
      if (links.open[link] === 1 && this.#newcomers.isNew(links, link))
        this.#resetEstimates(link - first)
    }
    if (timed) {
      this.#capacityEstimate.measure(now, links)
      for (let link = first; link < end; link++) {
        if (links.open[link] === 1) this.#updateEstimates(now, links, link)
      }
      this.#roundAt = now
    }
    const seats = this.#top
    seats.clear()
    for (let link = first; link < end; link++) {
      unchoked[link] = 0
      if (interested[link] === 1) seats.offer(link, this.#return(link - first))
    }
    // A rounding error must not cost the last slot.
    let left = this.#capacity * (1 + 1e-9)
    for (let rank = 0; rank < seats.count; rank++) {
      const cost = this.#costOf(seats.links[rank] - first)
      left -= cost
      if (left < 0 && rank > 0) break
      unchoked[seats.links[rank]] = 1
      this.shares.setShare(seats.links[rank] - first, cost)
    }
    if (recorder !== null) this.#explain(links, unchoked, recorder)
  }

  #resetEstimates(row: number): void {
    this.#cost[row] = 0
    this.#gain[row] = UNKNOWN
    this.#paidBack[row] = 0
  }

  /** Takes the round that is over into the estimates. */
  #updateEstimates(now: number, links: LinkView, link: number): void {
    const row = link - links.first
    // What it brought with it is told a little after it has opened.
    if (now - links.openedAt[link] < 2 * this.#roundSeconds) {
      this.#heldAtFirst[row] = links.held(link)
      this.#firstAt[row] = now
    }
    if (links.unchokesUs(link)) this.#gain[row] = links.rate[link]
    else {
      const bytes = (links.held(link) - this.#heldAtFirst[row]) * links.geometry.pieceBytes
      if (bytes > 0) this.#gain[row] = bytes / (now - this.#firstAt[row]) / this.#slots
    }
    const served = links.unchoked[link] === 1 && links.interested[link] === 1
    if (!served || links.unchokedAt[link] > this.#roundAt) return
    // There is nothing yet to reckon a cost by.
    if (this.#capacityEstimate.bytesPerSecond === 0) return
    if (!links.unchokesUs(link)) {
      this.#paidBack[row] = 0
      this.#cost[row] = this.#costOf(row) * DEARER
    } else if (this.#paidBack[row] + 1 < ROUNDS) this.#paidBack[row]++
    else this.#cost[row] = this.#costOf(row) * CHEAPER
  }

  /** Bytes a second to be spent; one a slot while nothing is measured. */
  get #capacity(): number {
    return this.#capacityEstimate.bytesPerSecond > 0
      ? this.#capacityEstimate.bytesPerSecond
      : this.#slots
  }

  #costOf(row: number): number {
    return this.#cost[row] > 0 ? this.#cost[row] : this.#capacity / this.#slots
  }

  #return(row: number): number {
    const gain = this.#gain[row] === UNKNOWN ? this.#capacity / this.#slots : this.#gain[row]
    return gain / this.#costOf(row)
  }

  #explain(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const isServed = unchoked[link] === 1
      const reason = isServed ? 'best-return' : idleReason(links, link)
      recorder.decided(link, isServed, reason, -1, links.rate[link])
    }
  }
}
