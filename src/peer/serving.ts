import { LinkFlag } from './link-flags.js'
import type { Links } from './links.js'
import type { PeerParts } from './peer-parts.js'
import type { ChokeRecorder } from './policy.js'
import type { Requests } from './requests.js'
import type { UplinkShares } from './uplink-shares.js'
import type { Wire } from './wire.js'

/** Hears whom peers serve: who is unchoked and wants something. */
export interface ServingListener {
  /** Peer number `peer` serves the neighbour on a link from now on (1), or no longer (-1). */
  served(now: number, peer: number, link: number, change: 1 | -1): void
}

/**
 * Whom a peer lets download: asks the choker every ten seconds, and between when a served link
 * loses interest or goes, or a slot is free for a new taker, and says choke and unchoke.
 */
export class Serving {
  /** Hears why the choker decided as it did; null costs nothing. */
  recorder: ChokeRecorder | null = null
  /** Hears of each change of who is served; null costs nothing. */
  listener: ServingListener | null = null

  readonly #parts: PeerParts
  readonly #links: Links
  readonly #requests: Requests
  readonly #output: Wire
  /** Interested neighbours that we let download. */
  #served = 0
  /** How they share the uplink; undefined where all have a block a turn. */
  shares: UplinkShares | undefined

  constructor(parts: PeerParts, links: Links, requests: Requests, output: Wire) {
    this.#parts = parts
    this.#links = links
    this.#requests = requests
    this.#output = output
  }

  /** The neighbour wants something of ours. */
  interested(now: number, link: number): void {
    const { interested, unchoked } = this.#links
    if (interested[link] === 1) return
    interested[link] = 1
    if (unchoked[link] === 1) this.#countServed(now, link, 1)
    const wanted = unchoked[link] === 1 || this.#served < this.#parts.settings.slots
    if (wanted) this.rechoke(now, false)
  }

  /** The neighbour wants nothing of ours any more. */
  notInterested(now: number, link: number): void {
    const { interested, unchoked } = this.#links
    if (interested[link] === 0) return
    interested[link] = 0
    if (unchoked[link] === 0) return
    this.#countServed(now, link, -1)
    this.rechoke(now, false)
  }

  /** The neighbour is gone: forgets what it asked for; returns whether its slot is free now. */
  drop(now: number, link: number): boolean {
    const served = this.#links.unchoked[link] === 1 && this.#links.interested[link] === 1
    if (served) this.#countServed(now, link, -1)
    this.#parts.store.uploads.clear(link)
    return served
  }

  /** Asks the choker, and says what changes; `timed` every ten seconds. */
  rechoke(now: number, timed: boolean): void {
    const links = this.#links
    const { marks, geometry } = this.#parts.store.columns
    const seeding = this.#requests.ownCount === geometry.pieceCount
    const choker = seeding ? this.#parts.seedChoker : this.#parts.choker
    choker.rechoke(now, links, marks, timed, this.recorder)
    this.shares = choker.shares
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      if (marks[link] !== links.unchoked[link]) this.#setUnchoked(now, link, marks[link])
    }
  }

  /** Chokes or unchokes the link. */
  #setUnchoked(now: number, link: number, unchoked: number): void {
    const { flags } = this.#parts.store.columns
    this.#links.unchoked[link] = unchoked
    if (this.#links.interested[link] === 1) this.#countServed(now, link, unchoked === 1 ? 1 : -1)
    if (unchoked === 1) {
      flags[link] |= LinkFlag.AmUnchoking
      this.#links.unchokedAt[link] = now
      this.#output.unchoke(now, link)
    } else {
      flags[link] &= ~LinkFlag.AmUnchoking
      // Said first: a transport may want to name what is discarded.
      this.#output.choke(now, link)
      this.#parts.store.uploads.clear(link)
    }
  }

  /** The neighbour is served from now on, or no longer. */
  #countServed(now: number, link: number, change: 1 | -1): void {
    this.#served += change
    this.listener?.served(now, this.#parts.number, link, change)
  }
}
