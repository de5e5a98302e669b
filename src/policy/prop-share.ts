import type { Random } from '../base/random.js'
import type { ChokeRecorder, Choker, LinkView } from '../peer/policy.js'
import type { PeerSettings } from '../peer/settings.js'
import { Guests } from './guests.js'
import { Newcomers } from './newcomers.js'
import { Seats } from './seats.js'

/** The share of the upload that explores: it goes to a guest. */
const EXPLORING = 0.2
/** Against 1 / (1 / 3) being a little less than 3. */
const ROUNDING = 1e-9

/**
 * Proportional share (Levin, LaCurts, Spring and Bhattacharjee 2008, "BitTorrent is an Auction"):
 * each neighbour's share of our upload is its share of what we receive; a fifth goes to a random
 * guest, so that newcomers may begin. While nobody gives us anything, all slots go to guests.
 *
 * Transports serve unchoked links in equal turns, so shares are made of time: a link has an account
 * of bytes, which earns its share of all that we sent in a round and pays what was sent to it; the
 * highest accounts are unchoked, as many at a time as the largest share permits (two if it is a
 * half), `slots` at most. Over rounds the bytes are in proportion; what this misses is that a small
 * share comes as a round of full speed after many of none, where the paper sends a trickle, and
 * that "received" is the rolling rate and not one round's. That newcomers get a fifth is from
 * memory: the paper was read in its abstract. For leechers: nothing comes to a seed.
 */
export class PropShare implements Choker {
  readonly #slots: number
  readonly #guests: Guests
  readonly #newcomers: Newcomers
  readonly #seats: Seats
  /** A row a link: its share of the upload, 0 to 1. */
  readonly #share: Float64Array
  /** A row a link: bytes that it has earned and not got; below 0 what it got too much. */
  readonly #account: Float64Array
  /** A row a link: bytes sent to it when it last paid. */
  readonly #paid: Float64Array

  constructor(settings: PeerSettings, random: Random) {
    const { slots, maxLinks } = settings
    this.#slots = slots
    this.#guests = new Guests(settings, random)
    this.#newcomers = new Newcomers(maxLinks)
    this.#seats = new Seats(slots)
    this.#share = new Float64Array(maxLinks)
    this.#account = new Float64Array(maxLinks)
    this.#paid = new Float64Array(maxLinks)
  }

  rechoke(
    _now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    const { first, end } = links
    this.#greet(links)
    if (timed) this.#settle(links)
    const largest = this.#divide(links, unchoked, timed)
    const seats = this.#seats
    const atATime = largest > 0 ? Math.max(1, Math.floor(1 / largest + ROUNDING)) : 0
    seats.clear(Math.min(this.#slots, atATime))
    for (let link = first; link < end; link++) {
      if (unchoked[link] === 1) seats.offer(link, this.#account[link - first])
      unchoked[link] = 0
    }
    for (let rank = 0; rank < seats.taken; rank++) unchoked[seats.links[rank]] = 1
    if (recorder !== null) this.#guests.explain(links, unchoked, 'share-due', recorder)
  }

  /** Opens an account for each new neighbour. */
  #greet(links: LinkView): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0 || !this.#newcomers.greet(links, link)) continue
      const row = link - links.first
      this.#share[row] = 0
      this.#account[row] = 0
      this.#paid[row] = 0
    }
  }

  /** Books the round that is over: what each link has earned and what it got. */
  #settle(links: LinkView): void {
    const { first, end, open } = links
    let sent = 0
    for (let link = first; link < end; link++) {
      const row = link - first
      if (open[link] === 0) continue
      sent += links.sentBytes(link) - this.#paid[row]
    }
    for (let link = first; link < end; link++) {
      const row = link - first
      if (open[link] === 0) continue
      this.#account[row] += this.#share[row] * sent - (links.sentBytes(link) - this.#paid[row])
      this.#paid[row] = links.sentBytes(link)
    }
  }

  /** Marks in `claims` who has a share, and returns the largest of the shares. */
  #divide(links: LinkView, claims: Uint8Array, timed: boolean): number {
    const { first, end, interested, rate } = links
    let received = 0
    for (let link = first; link < end; link++) {
      claims[link] = interested[link] === 1 && rate[link] > 0 ? 1 : 0
      if (claims[link] === 1) received += rate[link]
    }
    const guests = this.#guests.seat(links, claims, received > 0 ? 1 : this.#slots, timed)
    const exploring = received === 0 ? 1 : guests > 0 ? EXPLORING : 0
    let largest = 0
    for (let link = first; link < end; link++) {
      const isGuest = this.#guests.has(links, link)
      let share = 0
      if (isGuest) share = exploring / guests
      else if (claims[link] === 1) share = ((1 - exploring) * rate[link]) / received
      this.#share[link - first] = share
      largest = Math.max(largest, share)
    }
    return largest
  }
}
