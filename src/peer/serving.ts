import { LinkFlag } from './link-flags.js'
import type { Links } from './links.js'
import type { PeerParts } from './peer-parts.js'
import type { ChokeRecorder, RechokeRound } from './policy.js'
import type { Requests } from './requests.js'
import type { UplinkShares } from './uplink-shares.js'
import type { Wire } from './wire.js'

/** Receives which links peers serve: those that are unchoked and interested. */
export interface ServingListener {
  /** The peer with this number serves a link from now on (1), or no longer (-1). */
  served(now: number, peer: number, link: number, change: 1 | -1): void
}

/**
 * Lets neighbours download. It runs the choker every ten seconds, and in between when a served link
 * loses interest or closes, or a free slot meets a newly interested link; then it sends `choke` and
 * `unchoke`.
 */
export class Serving {
  /** Receives the reasons for the choker's decisions; null costs nothing. */
  recorder: ChokeRecorder | null = null
  /** Receives each change in which links are served; null costs nothing. */
  listener: ServingListener | null = null

  readonly #parts: PeerParts
  readonly #links: Links
  readonly #requests: Requests
  readonly #output: Wire
  /** What every rechoke is given: one object, so that a rechoke allocates nothing. */
  readonly #round: { -readonly [Key in keyof RechokeRound]: RechokeRound[Key] }
  /** Interested neighbours that we let download. */
  #served = 0
  /** How they share the uplink; undefined if each has a block a turn. */
  shares: UplinkShares | undefined

  constructor(parts: PeerParts, links: Links, requests: Requests, output: Wire) {
    this.#parts = parts
    this.#links = links
    const { marks: unchoked } = parts.store.columns
    this.#round = { now: 0, links, unchoked, timed: false, recorder: null }
    this.#requests = requests
    this.#output = output
  }

  /** The neighbour has become interested. */
  interested(now: number, link: number): void {
    const { interested, unchoked } = this.#links
    if (interested[link] === 1) return
    interested[link] = 1
    if (unchoked[link] === 1) this.#countServed(now, link, 1)
    const wanted = unchoked[link] === 1 || this.#served < this.#parts.settings.slots
    if (wanted) this.rechoke(now, false)
  }

  /** The neighbour has lost interest. */
  notInterested(now: number, link: number): void {
    const { interested, unchoked } = this.#links
    if (interested[link] === 0) return
    interested[link] = 0
    if (unchoked[link] === 0) return
    this.#countServed(now, link, -1)
    this.rechoke(now, false)
  }

  /** Drops the requests of a neighbour that is gone; true if its slot is free now. */
  drop(now: number, link: number): boolean {
    const served = this.#links.unchoked[link] === 1 && this.#links.interested[link] === 1
    if (served) this.#countServed(now, link, -1)
    this.#parts.store.uploads.clear(link)
    return served
  }

  /** Runs the choker and sends what changes; `timed` every ten seconds. */
  rechoke(now: number, timed: boolean): void {
    const links = this.#links
    const { marks, geometry } = this.#parts.store.columns
    const seeding = this.#requests.ownCount === geometry.pieceCount
    const choker = seeding ? this.#parts.seedChoker : this.#parts.choker
    const round = this.#round
    round.now = now
    round.timed = timed
    round.recorder = this.recorder
    choker.rechoke(round)
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
      // Sent first: a transport may want to reject what is discarded.
      this.#output.choke(now, link)
      this.#parts.store.uploads.clear(link)
    }
  }

  /** Counts a neighbour that is served from now on (1), or no longer (-1). */
  #countServed(now: number, link: number, change: 1 | -1): void {
    this.#served += change
    this.listener?.served(now, this.#parts.number, link, change)
  }
}
