import type { Random } from '../base/random.js'
import { LinkFlag } from './link-flags.js'
import type { Links } from './links.js'
import * as P from './partial-pieces.js'
import * as M from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import { NONE } from './pool.js'
import type { EndgameSettings } from './settings.js'

/** A share of blocks that is whole but for a rounding error is not rounded up. */
const ROUNDING = 1e-9

/** How endgame sees and sends a peer's requests. */
export interface EndgameRequests {
  /** Pieces that are neither here nor started. */
  readonly unstarted: number
  sendRequest(now: number, link: number, piece: number, block: number): void
}

/** Endgame: near the end, blocks are requested from several links at once (Cohen 2003, 2.4.4). */
export class Endgame {
  readonly #columns: M.PeerColumns
  readonly #partials: P.PartialPieces
  readonly #links: Links
  readonly #settings: EndgameSettings
  readonly #random: Random
  readonly #started: P.PartialList
  readonly #requests: EndgameRequests

  constructor(parts: RequestParts, started: P.PartialList, requests: EndgameRequests) {
    this.#columns = parts.columns
    this.#partials = parts.partials
    this.#links = parts.links
    this.#settings = parts.settings.endgame
    this.#random = parts.random
    this.#started = started
    this.#requests = requests
  }

  /** Requests from the link a block already requested from others; false if there is none. */
  requestOne(now: number, link: number): boolean {
    const { words } = this.#partials
    if (!this.#mayApply()) return false
    if (this.#columns.links[link * M.LINK_STRIDE + M.OUTSTANDING] >= this.#depth(link)) return false
    for (let at = this.#started.first; at !== NONE; at = words[at + P.NEXT]) {
      if (this.#isExhausted(at) || !this.appliesTo(at)) continue
      const piece = words[at + P.PIECE]
      if (!this.#columns.holds(link, piece)) continue
      const blocks = this.#columns.geometry.blocksIn(piece)
      let others = 0
      for (let block = 0; block < blocks; block++) if (this.#canDuplicate(at, block, link)) others++
      // A random number is drawn only if it decides something: a vain search changes nothing.
      if (others === 0) continue
      let rank = this.#random.below(others)
      let block = 0
      while (!this.#canDuplicate(at, block, link) || rank-- > 0) block++
      this.#duplicate(now, link, at, block)
      return true
    }
    return false
  }

  /** Tells whether endgame applies: all is requested, little is missing, no link has it alone. */
  appliesTo(at: number): boolean {
    if (!this.#mayApply()) return false
    const { words } = this.#partials
    if (words[at + P.EXCLUSIVE] !== NONE || words[at + P.UNREQUESTED_COUNT] > 0) return false
    const { scope, threshold } = this.#settings
    if (scope === 'torrent') return true
    const blocks = this.#columns.geometry.blocksIn(words[at + P.PIECE])
    const few = Math.max(1, Math.ceil(blocks * threshold - ROUNDING))
    return words[at + P.MISSING] <= few
  }

  /** Tells whether endgame may apply to any piece. */
  #mayApply(): boolean {
    const { scope } = this.#settings
    if (scope === 'torrent')
      return this.#requests.unstarted === 0 && this.#started.unrequested === 0
    return scope === 'piece'
  }

  /** Requests the piece's last blocks from every link that has room for them. */
  fillPiece(now: number, at: number): void {
    if (!this.appliesTo(at)) return
    const { flags, links, geometry } = this.#columns
    const piece = this.#partials.words[at + P.PIECE]
    const blocks = geometry.blocksIn(piece)
    const { first, end } = this.#links
    for (let link = first; link < end; link++) {
      if ((flags[link] & (LinkFlag.RequestableMask | LinkFlag.Suspect)) !== LinkFlag.Requestable)
        continue
      if (!this.#columns.holds(link, piece)) continue
      const depth = this.#depth(link)
      for (let block = 0; block < blocks; block++) {
        if (links[link * M.LINK_STRIDE + M.OUTSTANDING] >= depth) break
        if (this.#canDuplicate(at, block, link)) this.#duplicate(now, link, at, block)
      }
    }
  }

  /** Returns how many outstanding requests a link may have in endgame. */
  #depth(link: number): number {
    const { flags, links } = this.#columns
    const one = this.#settings.idleLinksOnly || (flags[link] & LinkFlag.Snubbed) !== 0
    return one ? 1 : links[link * M.LINK_STRIDE + M.REQUEST_LIMIT]
  }

  /**
   * Tells whether the missing blocks are requested from as many links as endgame permits. Probes of
   * snubbed links count as well, so that some block may be requested from fewer.
   */
  #isExhausted(at: number): boolean {
    const { words } = this.#partials
    return words[at + P.EXTRAS] >= words[at + P.MISSING] * (this.#settings.mostLinks - 1)
  }

  /** Tells whether the block is requested from others only, and may be from one more. */
  #canDuplicate(at: number, block: number, link: number): boolean {
    const partials = this.#partials
    if (partials.words[at + P.OWNERS + block] <= P.UNREQUESTED) return false
    if (partials.isRequestedFrom(at, block, link)) return false
    return 1 + partials.extrasOf(at, block) < this.#settings.mostLinks
  }

  #duplicate(now: number, link: number, at: number, block: number): void {
    this.#partials.addExtra(at, block, link)
    this.#requests.sendRequest(now, link, this.#partials.words[at + P.PIECE], block)
  }
}
