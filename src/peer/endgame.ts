import type { Random } from '../base/random.js'
import type { Links } from './links.js'
import * as P from './partial-pieces.js'
import * as M from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import { NONE } from './pool.js'
import type { EndgameSettings } from './settings.js'

/** The started pieces of a peer, and how it asks for a block. */
export interface EndgameList extends P.PartialList {
  /** Pieces neither here nor begun. */
  readonly unstarted: number
  sendRequest(now: number, link: number, piece: number, block: number): void
}

/** Near the end, blocks that others were asked for are asked of more links (Cohen 2003, 2.4.4). */
export class Endgame {
  readonly #columns: M.PeerColumns
  readonly #partials: P.PartialPieces
  readonly #links: Links
  readonly #settings: EndgameSettings
  readonly #random: Random
  readonly #list: EndgameList

  constructor(parts: RequestParts, list: EndgameList) {
    this.#columns = parts.columns
    this.#partials = parts.partials
    this.#links = parts.links
    this.#settings = parts.settings.endgame
    this.#random = parts.random
    this.#list = list
  }

  /** Asks the link, too, for some block that others were asked for; false if there is none. */
  requestOne(now: number, link: number): boolean {
    const { words } = this.#partials
    if (!this.#mayApply()) return false
    if (this.#columns.links[link * M.LINK_STRIDE + M.OUTSTANDING] >= this.#depth(link)) return false
    for (let at = this.#list.first; at !== NONE; at = words[at + P.NEXT]) {
      if (this.#isExhausted(at) || !this.appliesTo(at)) continue
      const piece = words[at + P.PIECE]
      if (!this.#columns.holds(link, piece)) continue
      const blocks = this.#columns.geometry.blocksIn(piece)
      let others = 0
      for (let block = 0; block < blocks; block++) if (this.#canDuplicate(at, block, link)) others++
      // Chance is drawn only if it decides something: looking in vain must leave no trace.
      if (others === 0) continue
      let rank = this.#random.below(others)
      let block = 0
      while (!this.#canDuplicate(at, block, link) || rank-- > 0) block++
      this.#duplicate(now, link, at, block)
      return true
    }
    return false
  }

  /** Whether endgame reaches the piece: all of it asked for, few missing, kept for nobody. */
  appliesTo(at: number): boolean {
    if (!this.#mayApply()) return false
    const { words } = this.#partials
    if (words[at + P.EXCLUSIVE] !== NONE || words[at + P.UNREQUESTED_COUNT] > 0) return false
    const { scope, threshold } = this.#settings
    if (scope === 'torrent') return true
    const blocks = this.#columns.geometry.blocksIn(words[at + P.PIECE])
    const few = Math.max(1, Math.floor(blocks * threshold))
    return words[at + P.MISSING] <= few
  }

  /** Whether it may be time for endgame, for some piece. */
  #mayApply(): boolean {
    const { scope } = this.#settings
    if (scope === 'torrent') return this.#list.unstarted === 0 && this.#list.unrequested === 0
    return scope === 'piece'
  }

  /** Endgame within a piece: its last blocks are asked of everybody who has room for them. */
  fillPiece(now: number, at: number): void {
    if (!this.appliesTo(at)) return
    const { flags, links, geometry } = this.#columns
    const piece = this.#partials.words[at + P.PIECE]
    const blocks = geometry.blocksIn(piece)
    const { first, end } = this.#links
    for (let link = first; link < end; link++) {
      if ((flags[link] & (M.ASKABLE | M.SUSPECT)) !== M.OPEN) continue
      if (!this.#columns.holds(link, piece)) continue
      const depth = this.#depth(link)
      for (let block = 0; block < blocks; block++) {
        if (links[link * M.LINK_STRIDE + M.OUTSTANDING] >= depth) break
        if (this.#canDuplicate(at, block, link)) this.#duplicate(now, link, at, block)
      }
    }
  }

  /** How many requests a link may have outstanding that is asked for what others were asked for. */
  #depth(link: number): number {
    const { flags, links } = this.#columns
    const one = this.#settings.idleLinksOnly || (flags[link] & M.SNUBBED) !== 0
    return one ? 1 : links[link * M.LINK_STRIDE + M.REQUEST_LIMIT]
  }

  /**
   * Whether the piece's missing blocks are asked of as many links as endgame permits. Links that
   * are only probed count as well: with them some block may be asked of fewer.
   */
  #isExhausted(at: number): boolean {
    const { words } = this.#partials
    return words[at + P.EXTRAS] >= words[at + P.MISSING] * (this.#settings.mostLinks - 1)
  }

  /** Whether the block is asked of others and not of the link, and may be asked of one more. */
  #canDuplicate(at: number, block: number, link: number): boolean {
    const partials = this.#partials
    if (partials.words[at + P.OWNERS + block] <= P.UNREQUESTED) return false
    if (partials.isRequestedFrom(at, block, link)) return false
    return 1 + partials.extrasOf(at, block) < this.#settings.mostLinks
  }

  #duplicate(now: number, link: number, at: number, block: number): void {
    this.#partials.addExtra(at, block, link)
    this.#list.sendRequest(now, link, this.#partials.words[at + P.PIECE], block)
  }
}
