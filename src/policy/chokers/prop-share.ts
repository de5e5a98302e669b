import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { UplinkShares } from '../../peer/uplink-shares.js'
import { Newcomers } from './newcomers.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'

/** The share of the upload that explores: it goes to a guest. */
const EXPLORING = 0.2

/**
 * Proportional share (Levin, LaCurts, Spring and Bhattacharjee 2008, "BitTorrent is an Auction"):
 * everybody who gave in the round that is over is served in the next, and the uplink is divided in
 * proportion to what they gave (`UplinkShares`); a fifth goes to a random guest, so that newcomers
 * may begin. While nobody gives anything, `slots` guests share alike.
 *
 * The paper was read in its abstract; that the round before counts, and that newcomers get a fifth,
 * is from accounts of it. For leechers: nothing comes to a seed.
 */
export class PropShare implements Choker {
  readonly shares: UplinkShares
  readonly #slots: number
  readonly #optimistic: OptimisticUnchokes
  readonly #newcomers: Newcomers
  /** A row a link: bytes that it gave in the round that is over. */
  readonly #lastRoundBytes: Float64Array
  /** A row a link: bytes that it had given by the end of that round. */
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

  rechoke(
    _now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    this.#resetNewcomers(links)
    if (timed) this.#endRound(links)
    this.#divide(links, unchoked, timed)
    if (recorder !== null) this.#optimistic.explain(links, unchoked, 'share-due', recorder)
  }

  /** A new neighbour has given nothing yet. */
  #resetNewcomers(links: LinkView): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0 || !this.#newcomers.isNew(links, link)) continue
      this.#lastRoundBytes[link - links.first] = 0
      this.#totalBytes[link - links.first] = 0
    }
  }

  /** A round is over: what has each link given in it? */
  #endRound(links: LinkView): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const row = link - links.first
      this.#lastRoundBytes[row] = links.receivedBytes(link) - this.#totalBytes[row]
      this.#totalBytes[row] = links.receivedBytes(link)
    }
  }

  /** Marks who is served, and gives each its share. */
  #divide(links: LinkView, unchoked: Uint8Array, timed: boolean): void {
    const { first, end, interested } = links
    let received = 0
    for (let link = first; link < end; link++) {
      const gave = this.#lastRoundBytes[link - first]
      unchoked[link] = interested[link] === 1 && gave > 0 ? 1 : 0
      if (unchoked[link] === 1) received += gave
    }
    const guests = this.#optimistic.mark(links, unchoked, received > 0 ? 1 : this.#slots, timed)
    const exploring = received === 0 ? 1 : guests > 0 ? EXPLORING : 0
    for (let link = first; link < end; link++) {
      const gave = this.#lastRoundBytes[link - first]
      let share = 0
      if (this.#optimistic.has(links, link)) share = exploring / guests
      else if (unchoked[link] === 1) share = (gave / received) * (1 - exploring)
      this.shares.setShare(link - first, share)
    }
  }
}
