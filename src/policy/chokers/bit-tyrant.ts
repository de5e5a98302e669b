import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { UplinkShares } from '../../peer/uplink-shares.js'
import { CapacityEstimate } from './capacity-estimate.js'
import { idleReason } from './explain.js'
import { Newcomers } from './newcomers.js'
import { TieBreaks } from './tie-breaks.js'
import { TopLinks } from './top-links.js'

/** The cost of a neighbour grows by this factor if it did not reciprocate a round (delta). */
const DEARER = 1.2
/** It shrinks by this factor if it reciprocated (gamma) ... */
const CHEAPER = 0.9
/** ... for this many rounds in a row (r). */
const ROUNDS = 3
/** In place of a gain: the neighbour has sent and announced nothing yet. */
const UNKNOWN = -1

/**
 * BitTyrant (Piatek et al. 2007, "Do incentives build robustness in BitTorrent?", section 4). For
 * each neighbour it estimates d, the rate that it sends, and u, the rate that makes it unchoke us.
 * It unchokes the best returns d / u until their costs u use up the upload capacity. There are no
 * optimistic unchokes.
 *
 * - d is the observed rate once it unchokes us. Until then it is the download rate that its `have`s
 *   imply, over `slots`. Until it has sent any, it is our initial estimate of its cost. A neighbour
 *   that unchoked us too late to send anything in the round keeps its d.
 * - u is our capacity over `slots` at first. It grows by a fifth after a round in which we served
 *   it and it did not unchoke us. It shrinks by a tenth after the third reciprocated round in a
 *   row, and after each further one.
 *
 * The paper judges each unchoked neighbour at the end of each round, by whether it unchokes us. The
 * rounds of two peers are not in step: a state at one instant would miss an unchoke that ended just
 * before. Hence a neighbour has reciprocated if it unchoked us at any time during the round. Only
 * rounds in which we served it from end to end are judged: it cannot answer what it has not had.
 *
 * Capacity is measured by `CapacityEstimate`; until then `slots` links are served. Unchoked links
 * share the uplink in proportion to u (`UplinkShares`). They also share what the costs leave over,
 * but for the part `withheld`: the original sends each no more than u (1). That limit is kept over
 * each round, and holds once the capacity has been steady for three rounds, since a limited peer
 * cannot find out that it has more. It is for leechers: nobody reciprocates to a seed.
 */
export class BitTyrant implements Choker {
  readonly shares: UplinkShares
  readonly #slots: number
  readonly #roundSeconds: number
  /** Keeps the limit of each link; undefined if nothing is withheld. */
  readonly maySend?: Choker['maySend']
  readonly #withheld: number
  readonly #newcomers: Newcomers
  readonly #ties: TieBreaks
  readonly #capacityEstimate = new CapacityEstimate()
  readonly #top: TopLinks
  /** For each link: u in bytes/s; 0 = the initial estimate. */
  readonly #cost: Float64Array
  /** For each link: d in bytes/s, or `UNKNOWN`. */
  readonly #gain: Float64Array
  /** For each link: bytes that it had sent when the round began ... */
  readonly #receivedBefore: Float64Array
  /** ... and 1 = it unchoked us then. */
  readonly #unchokedUsBefore: Uint8Array
  /** For each link: it is sent no more once this many bytes were sent to it, if limited. */
  readonly #mostSent: Float64Array
  /** For each link: reciprocated rounds in a row, up to `ROUNDS`. */
  readonly #paidBack: Uint8Array
  /** For each link: pieces that it held when it was new ... */
  readonly #heldAtFirst: Int32Array
  /** ... and when that was, seconds. */
  readonly #firstAt: Float64Array
  /** When the current round began, seconds. */
  #roundAt = 0

  /** `withheld`: the share of what is left over that is not sent, 0 to 1. */
  constructor(settings: PeerSettings, withheld: number, random: Random) {
    const { slots, maxLinks, rechokeSeconds } = settings
    this.#slots = slots
    this.#roundSeconds = rechokeSeconds
    this.#withheld = withheld
    this.#newcomers = new Newcomers(maxLinks)
    this.#ties = new TieBreaks(maxLinks, random)
    this.#receivedBefore = new Float64Array(maxLinks)
    this.#unchokedUsBefore = new Uint8Array(maxLinks)
    this.#mostSent = new Float64Array(maxLinks)
    this.shares = new UplinkShares(maxLinks)
    this.#top = new TopLinks(maxLinks)
    this.#cost = new Float64Array(maxLinks)
    this.#gain = new Float64Array(maxLinks)
    this.#paidBack = new Uint8Array(maxLinks)
    this.#heldAtFirst = new Int32Array(maxLinks)
    this.#firstAt = new Float64Array(maxLinks)
    if (withheld > 0) {
      this.maySend = (links, link) => links.sentBytes(link) < this.#mostSent[link - links.first]
    }
  }

  rechoke({ now, links, unchoked, timed, recorder }: RechokeRound): void {
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
    const top = this.#top
    this.#ties.update(links)
    top.clear()
    for (let link = first; link < end; link++) {
      unchoked[link] = 0
      if (interested[link] === 1) {
        top.offer(link, this.#return(link - first), this.#ties.of(link - first))
      }
    }
    // A rounding error must not cost the last slot.
    let left = this.#capacity * (1 + 1e-9)
    let spent = 0
    for (let rank = 0; rank < top.count; rank++) {
      const cost = this.#costOf(top.links[rank] - first)
      left -= cost
      if (left < 0 && rank > 0) break
      spent += cost
      unchoked[top.links[rank]] = 1
      this.shares.setShare(top.links[rank] - first, cost)
    }
    if (this.#withheld > 0) this.#limit(links, unchoked, spent, timed)
    if (recorder !== null) this.#explain(links, unchoked, recorder)
  }

  /** Sets how much links may be sent: those served, in a round from now on. */
  #limit(links: LinkView, unchoked: Uint8Array, spent: number, timed: boolean): void {
    const isSteady = this.#capacityEstimate.steadyRounds >= ROUNDS
    const excess = Math.max(0, this.#capacity - spent)
    const factor = isSteady ? 1 + ((1 - this.#withheld) * excess) / spent : Number.POSITIVE_INFINITY
    for (let link = links.first; link < links.end; link++) {
      if (unchoked[link] === 0 || (!timed && links.unchoked[link] === 1)) continue
      const row = link - links.first
      const bytes = this.#costOf(row) * factor * this.#roundSeconds
      this.#mostSent[row] = links.sentBytes(link) + bytes
    }
  }

  #resetEstimates(row: number): void {
    this.#cost[row] = 0
    this.#gain[row] = UNKNOWN
    this.#paidBack[row] = 0
    this.#receivedBefore[row] = 0
    this.#unchokedUsBefore[row] = 0
  }

  /** Updates the estimates of a link with the round that is over. */
  #updateEstimates(now: number, links: LinkView, link: number): void {
    const row = link - links.first
    // A neighbour announces what it arrived with shortly after the link opens.
    if (now - links.openedAt[link] < 2 * this.#roundSeconds) {
      this.#heldAtFirst[row] = links.held(link)
      this.#firstAt[row] = now
    }
    const unchokesUs = links.unchokesUs(link)
    const received = links.receivedBytes(link) - this.#receivedBefore[row]
    this.#receivedBefore[row] += received
    const allRound = unchokesUs && this.#unchokedUsBefore[row] === 1
    this.#unchokedUsBefore[row] = unchokesUs ? 1 : 0
    if (allRound || received > 0) this.#gain[row] = links.rate[link]
    else if (!links.unchokedUs(link)) {
      const bytes = (links.held(link) - this.#heldAtFirst[row]) * links.geometry.pieceBytes
      if (bytes > 0) this.#gain[row] = bytes / (now - this.#firstAt[row]) / this.#slots
    }
    const served = links.unchoked[link] === 1 && links.interested[link] === 1
    if (!served || links.unchokedAt[link] > this.#roundAt) return
    // Without a measured capacity there is no scale for a cost.
    if (this.#capacityEstimate.bytesPerSecond === 0) return
    if (!links.unchokedUs(link)) {
      this.#paidBack[row] = 0
      this.#cost[row] = this.#costOf(row) * DEARER
    } else if (this.#paidBack[row] + 1 < ROUNDS) this.#paidBack[row]++
    else this.#cost[row] = this.#costOf(row) * CHEAPER
  }

  /** Bytes a second to spend; 1 for each slot while nothing is measured. */
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
