import type { Random } from '../../base/random.js'
import type { Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { UplinkShares } from '../../peer/uplink-shares.js'
import { Newcomers } from './newcomers.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'

/** The share of the uplink for an optimistic unchoke, which explores. */
const EXPLORING = 0.2

/**
 * Proportional share (Levin, LaCurts, Spring and Bhattacharjee 2008, "BitTorrent is an Auction"):
 * every neighbour that sent something in the last round is served in the next. The uplink is
 * divided in proportion to what they sent (`UplinkShares`). A fifth goes to an optimistic unchoke,
 * so that newcomers can start. While nobody sends anything, `slots` optimistic unchokes share
 * equally.
 *
 * Only the paper's abstract was read. That the previous round counts, and that newcomers get a
 * fifth, is from accounts of it. It is for leechers: a seed receives nothing.
 */
export class PropShare implements Choker {
  readonly shares: UplinkShares
  readonly #slots: number
  readonly #optimistic: OptimisticUnchokes
  readonly #newcomers: Newcomers
  /** For each link: bytes that it sent in the last round. */
  readonly #lastRoundBytes: Float64Array
  /** For each link: bytes that it had sent by the end of that round. */
  readonly #totalBytes: Float64Array

  constructor(settings: PeerSettings, random: Random) {
    const { slots, maxLinks } = settings
    this.shares = new UplinkShares(maxLinks)
    this.#slots = slots
    this.#optimistic = new OptimisticUnchokes(settings, random)
    this.#newcomers = new Newcomers(maxLinks)
    this.#lastRoundBytes = new Float64Array(maxLinks)
    this.#totalBytes = new Float64Array(maxLinks)
  }

  rechoke(round: RechokeRound): void {
    const { links, unchoked, timed, recorder } = round
    this.#resetNewcomers(links)
    if (timed) this.#endRound(links)
    this.#divide(round)
    if (recorder !== null) this.#optimistic.explain(links, unchoked, 'share-due', recorder)
  }

  /** Resets the rows of new neighbours. */
  #resetNewcomers(links: LinkView): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0 || !this.#newcomers.isNew(links, link)) continue
      this.#lastRoundBytes[link - links.first] = 0
      this.#totalBytes[link - links.first] = 0
    }
  }

  /** Measures what each link sent in the round that is over. */
  #endRound(links: LinkView): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const row = link - links.first
      this.#lastRoundBytes[row] = links.receivedBytes(link) - this.#totalBytes[row]
      this.#totalBytes[row] = links.receivedBytes(link)
    }
  }

  /** Marks the links to serve, and sets the share of each. */
  #divide(round: RechokeRound): void {
    const { links, unchoked } = round
    const { first, end, interested } = links
    let received = 0
    for (let link = first; link < end; link++) {
      const gave = this.#lastRoundBytes[link - first]
      unchoked[link] = interested[link] === 1 && gave > 0 ? 1 : 0
      if (unchoked[link] === 1) received += gave
    }
    const optimistic = this.#optimistic.mark(round, received > 0 ? 1 : this.#slots)
    const exploring = received === 0 ? 1 : optimistic > 0 ? EXPLORING : 0
    for (let link = first; link < end; link++) {
      const gave = this.#lastRoundBytes[link - first]
      let share = 0
      if (this.#optimistic.has(links, link)) share = exploring / optimistic
      else if (unchoked[link] === 1) share = (gave / received) * (1 - exploring)
      this.shares.setShare(link - first, share)
    }
  }
}
