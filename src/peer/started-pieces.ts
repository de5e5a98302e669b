import type { Random } from '../base/random.js'
import { LinkFlag } from './link-flags.js'
import type { Links } from './links.js'
import * as P from './partial-pieces.js'
import type { PeerColumns } from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import { NONE } from './pool.js'
import type { StartedPiecesRule } from './settings.js'

/**
 * Chooses which started piece a link continues (`PeerSettings.startedPieces` states the rules), and
 * whether another piece may be begun.
 *
 * In mode `spread` only one piece is in progress at a time. Its consecutive blocks go to at most
 * `neighbours` links, one block each, and the next piece is begun when it is here. If `idleLinks`
 * is `wait`, a link that is not needed stays idle meanwhile, even without strict priority. Three
 * exceptions keep a peer from starving:
 *
 * - Another piece may be begun if nobody can send the rest of the started ones: no block is
 *   requested, and no neighbour that unchokes us, answers and is no suspect holds the piece.
 * - A suspect gets a piece of its own, which proves it good or guilty. That piece delays no other.
 * - A neighbour that chokes us may send the pieces that it allows all the same (BEP 6).
 */
export class StartedPieces {
  readonly #list: P.PartialList
  readonly #columns: PeerColumns
  readonly #partials: P.PartialPieces
  readonly #links: Links
  readonly #random: Random
  readonly #peer: number
  readonly #rule: StartedPiecesRule
  /** Whether idle links wait until the started piece is here. */
  readonly #isOneAtATime: boolean
  /** The most blocks of a piece that are requested at a time. */
  readonly #mostRequested: number

  constructor(parts: RequestParts, list: P.PartialList) {
    const { startedPieces, pipeline } = parts.settings
    this.#list = list
    this.#columns = parts.columns
    this.#partials = parts.partials
    this.#links = parts.links
    this.#random = parts.random
    this.#peer = parts.peer
    this.#rule = startedPieces
    this.#isOneAtATime = pipeline.mode === 'spread' && pipeline.idleLinks === 'wait'
    this.#mostRequested =
      pipeline.mode === 'spread' ? pipeline.neighbours : Number.POSITIVE_INFINITY
  }

  /**
   * Returns the record of the started piece that the link continues, or NONE. A seed continues
   * pieces begun elsewhere only if `anywhere`.
   */
  next(link: number, anywhere: boolean): number {
    if (this.#list.unrequested === 0) return NONE
    const { words } = this.#partials
    const theirs = this.#columns.knownRow(link)
    const seedsOnly = !anywhere && this.#isSeed(link)
    let at = this.#partials.findUnrequested(this.#list)
    while (at !== NONE && !this.#isFor(at, theirs, seedsOnly)) at = words[at + P.NEXT]
    return at === NONE || this.#rule === 'oldest' ? at : this.#rarestFrom(at, theirs, seedsOnly)
  }

  /** Whether pieces that are rarer than the started one are begun before it. */
  get yieldsToRarer(): boolean {
    return this.#rule === 'equally-rare'
  }

  /** Notes that a block of the piece is requested from the link. */
  requested(at: number, link: number): void {
    if (this.#isSeed(link)) this.#partials.words[at + P.FROM_SEED] = 1
  }

  /** Tells whether a piece may be begun that is not started yet. */
  mayBegin(): boolean {
    if (!this.#isOneAtATime) return true
    const { words } = this.#partials
    for (let at = this.#list.first; at !== NONE; at = words[at + P.NEXT]) {
      if (words[at + P.EXCLUSIVE] === NONE && this.#canBeServed(at)) return false
    }
    return true
  }

  /** Tells whether a link that found nothing may request something now that a block is here. */
  releasesLinks(at: number): boolean {
    const { words } = this.#partials
    if (this.#mostRequested === Number.POSITIVE_INFINITY) return false
    return words[at + P.UNREQUESTED_COUNT] > 0
  }

  /** Whether links that wait may begin a piece once another is here. */
  get releasesOnFinish(): boolean {
    return this.#isOneAtATime
  }

  /** Removes candidates that are no rarer than the piece; false if none is left. */
  keepRarer(candidates: number, at: number): boolean {
    const { pieces, availability } = this.#columns
    const { first, end } = this.#links
    availability.countFor(this.#peer, first, end)
    const limit = availability.copies(this.#partials.words[at + P.PIECE])
    // The link holds all candidates: none of them has less than one copy.
    if (limit <= 1) return false
    let isAny = false
    for (let piece = pieces.nextSet(candidates, 0); piece >= 0; ) {
      if (availability.copies(piece) < limit) isAny = true
      else pieces.remove(candidates, piece)
      piece = pieces.nextSet(candidates, piece + 1)
    }
    return isAny
  }

  /** Tells whether the link is a seed's and the rule has a special one for seeds. */
  #isSeed(link: number): boolean {
    return this.#rule === 'rarest' && this.#columns.holdsAll(link)
  }

  /** Returns the rarest piece for the link, random among equals; `first` is its first one. */
  #rarestFrom(first: number, theirs: number, seedsOnly: boolean): number {
    const { words } = this.#partials
    const { availability } = this.#columns
    let best = first
    let fewest = NONE
    let ties = 1
    for (let at = words[first + P.NEXT]; at !== NONE; at = words[at + P.NEXT]) {
      if (!this.#isFor(at, theirs, seedsOnly)) continue
      // Copies are counted only if there is a choice.
      if (fewest === NONE) {
        availability.countFor(this.#peer, this.#links.first, this.#links.end)
        fewest = availability.copies(words[best + P.PIECE])
      }
      const copies = availability.copies(words[at + P.PIECE])
      if (copies === fewest) ties++
      if (copies >= fewest) continue
      best = at
      fewest = copies
      ties = 1
    }
    if (ties === 1) return best
    let rank = this.#random.below(ties)
    while (rank > 0) {
      best = words[best + P.NEXT]
      const isTie = availability.copies(words[best + P.PIECE]) === fewest
      if (isTie && this.#isFor(best, theirs, seedsOnly)) rank--
    }
    return best
  }

  /** Tells whether a block of the piece may be requested from the link, which reads this row. */
  #isFor(at: number, theirs: number, seedsOnly: boolean): boolean {
    const { words } = this.#partials
    const unrequested = words[at + P.UNREQUESTED_COUNT]
    if (unrequested === 0 || words[at + P.EXCLUSIVE] !== NONE) return false
    if (seedsOnly && words[at + P.FROM_SEED] === 0) return false
    if (words[at + P.MISSING] - unrequested >= this.#mostRequested) return false
    return this.#columns.holdings.has(theirs, words[at + P.PIECE])
  }

  /** Tells whether what is missing of the piece is requested, or may be; or is being checked. */
  #canBeServed(at: number): boolean {
    const { words } = this.#partials
    const { flags } = this.#columns
    const unrequested = words[at + P.UNREQUESTED_COUNT]
    if (unrequested === 0 || words[at + P.MISSING] > unrequested) return true
    const mask = LinkFlag.RequestMask | LinkFlag.Snubbed | LinkFlag.Suspect
    for (let link = this.#links.first; link < this.#links.end; link++) {
      if ((flags[link] & mask) !== LinkFlag.Open) continue
      if (this.#columns.holds(link, words[at + P.PIECE])) return true
    }
    return false
  }
}
