import { HandPicked, type HandPicks } from './hand-picked.js'
import { LinkFlag } from './link-flags.js'
import type { Links } from './links.js'
import type { ChokingParts, PeerParts } from './peer-parts.js'
import type { ChokeRecorder, Choker, RechokeRound } from './policy.js'
import type { Requests } from './requests.js'
import type { PeerSettings } from './settings.js'
import type { UplinkShares } from './uplink-shares.js'
import type { PeerOutput } from './wire.js'

/** The most requests of one link that wait for us to send; more are dropped. */
const MAX_WAITING = 2000

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
  /** The most requests of one link that may wait; 0 if we only serve those that do, and leave. */
  mostWaiting = MAX_WAITING
  /** Receives the reasons for the choker's decisions; null costs nothing. */
  recorder: ChokeRecorder | null = null
  /** Receives each change in which links are served; null costs nothing. */
  listener: ServingListener | null = null

  readonly #parts: PeerParts
  readonly #links: Links
  readonly #requests: Requests
  /** The chokers in use, and those that replace them at the next rechoke; null for none. */
  #policy: ChokingParts
  #nextPolicy: ChokingParts | null = null
  #picks: HandPicks | null = null
  /** The chokers in use, with what was chosen by hand. */
  #choker: Choker
  #seedChoker: Choker
  /** Whether one of the chokers withholds blocks. */
  mayWithhold = false
  readonly #output: PeerOutput
  /** What every rechoke is given: one object, so that a rechoke allocates nothing. */
  readonly #round: { -readonly [Key in keyof RechokeRound]: RechokeRound[Key] }
  /** Interested neighbours that we let download. */
  #served = 0
  /** How they share the uplink; undefined if each has a block a turn. */
  shares: UplinkShares | undefined

  constructor(parts: PeerParts, links: Links, requests: Requests, output: PeerOutput) {
    this.#parts = parts
    this.#policy = parts
    this.#choker = parts.choker
    this.#seedChoker = parts.seedChoker
    this.#noteWithholding()
    this.#links = links
    const { marks: unchoked } = parts.store.columns
    this.#round = { now: 0, links, unchoked, timed: false, recorder: null }
    this.#requests = requests
    this.#output = output
  }

  /** The settings of the chokers in use. */
  get settings(): PeerSettings {
    return this.#policy.settings
  }

  /** Whether somebody chose neighbours by hand. */
  get isByHand(): boolean {
    return this.#picks !== null
  }

  /** Replaces the chokers from the next rechoke on, which is then a full round. */
  changePolicy(policy: ChokingParts): void {
    this.#nextPolicy = policy
  }

  /** Serves neighbours chosen by hand from this instant on; null leaves all to the choker again. */
  chooseByHand(now: number, picks: HandPicks | null): void {
    this.#picks = picks
    this.#putInCharge()
    this.rechoke(now, false)
  }

  /** Whether a neighbour's request waits to be served. */
  get isAwaited(): boolean {
    const { first, end } = this.#links
    const { uploads } = this.#parts.store
    for (let link = first; link < end; link++) if (uploads.waiting(link) > 0) return true
    return false
  }

  /** The neighbour has become interested. */
  interested(now: number, link: number): void {
    const { interested, unchoked } = this.#links
    if (interested[link] === 1) return
    interested[link] = 1
    if (unchoked[link] === 1) this.#countServed(now, link, 1)
    const wanted = unchoked[link] === 1 || this.#served < this.#slots
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
    const { marks } = this.#parts.store.columns
    const withheld = this.mayWithhold
    const isNew = this.#takePolicy()
    const choker = this.#current
    const round = this.#round
    round.now = links.ownTime(now)
    round.timed = timed || isNew
    round.recorder = this.recorder
    choker.rechoke(round)
    this.shares = choker.shares
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      if (marks[link] !== links.unchoked[link]) this.#setUnchoked(now, link, marks[link])
    }
    if (withheld || this.mayWithhold)
      for (let link = links.first; link < links.end; link++) this.resume(now, link)
  }

  /** Tells whether the choker lets a block go to the link. */
  maySend(link: number): boolean {
    return this.#current.maySend?.(this.#links, link) ?? true
  }

  /** The choker's regular slots; undefined if their number is not fixed. */
  get regularSlots(): number | undefined {
    return this.#current.regularSlots
  }

  /** Tells whether an unchoked link has an optimistic slot. */
  isOptimistic(link: number): boolean {
    return this.#current.isOptimistic?.(this.#links, link) ?? false
  }

  /** Lets the transport pull blocks of the link that may have been withheld until now. */
  resume(now: number, link: number): void {
    if (this.#parts.store.uploads.waiting(link) === 0 || !this.maySend(link)) return
    this.#output.resume(now, link)
  }

  /** Takes the policy that replaces the one in use; false if there is none. */
  #takePolicy(): boolean {
    if (this.#nextPolicy === null) return false
    this.#policy = this.#nextPolicy
    this.#nextPolicy = null
    this.#putInCharge()
    return true
  }

  #putInCharge(): void {
    const { choker, seedChoker, settings } = this.#policy
    const picks = this.#picks
    const inCharge = (own: Choker) =>
      picks === null ? own : new HandPicked(own, picks, settings.slots)
    this.#choker = inCharge(choker)
    this.#seedChoker = inCharge(seedChoker)
    this.#noteWithholding()
  }

  #noteWithholding(): void {
    this.mayWithhold = this.#choker.maySend !== undefined || this.#seedChoker.maySend !== undefined
  }

  /** The choker in charge: another once the peer has every piece. */
  get #current(): Choker {
    const { pieceCount } = this.#parts.store.columns.geometry
    return this.#requests.ownCount === pieceCount ? this.#seedChoker : this.#choker
  }

  /** How many links are served at a time. */
  get #slots(): number {
    return this.#current.slots ?? this.settings.slots
  }

  /** Chokes or unchokes the link. */
  #setUnchoked(now: number, link: number, unchoked: number): void {
    const { flags } = this.#parts.store.columns
    this.#links.unchoked[link] = unchoked
    if (this.#links.interested[link] === 1) this.#countServed(now, link, unchoked === 1 ? 1 : -1)
    if (unchoked === 1) {
      flags[link] |= LinkFlag.AmUnchoking
      this.#links.unchokedAt[link] = this.#links.ownTime(now)
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
