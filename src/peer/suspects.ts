import { LinkFlag } from './link-flags.js'
import * as P from './partial-pieces.js'
import type * as M from './peer-columns.js'
import { NONE } from './pool.js'

/**
 * The links that may have sent a corrupt block. A piece becomes exclusive to such a link, so that
 * its hash proves the link good or guilty.
 */
export class Suspects {
  readonly #columns: M.PeerColumns
  readonly #partials: P.PartialPieces
  readonly #started: P.PartialList

  constructor(columns: M.PeerColumns, partials: P.PartialPieces, started: P.PartialList) {
    this.#columns = columns
    this.#partials = partials
    this.#started = started
  }

  /**
   * Tells whether the block was not requested from the link and may be meant to corrupt its piece:
   * it comes from a suspect, or the piece tests another link. One that crossed a choke is welcome.
   */
  isUnsolicited(link: number, piece: number, block: number): boolean {
    const at = this.#partials.find(this.#started, piece, 0)
    if (at === NONE || this.#partials.isRequestedFrom(at, block, link)) return false
    const exclusive = this.#partials.words[at + P.EXCLUSIVE]
    return this.#isSuspect(link) || (exclusive !== NONE && exclusive !== link)
  }

  /** Makes the started piece exclusive to the link. */
  test(link: number, at: number): void {
    this.#partials.words[at + P.EXCLUSIVE] = link
  }

  /** The link has sent a good piece alone: it needs no exclusive pieces any more. */
  clear(link: number): void {
    this.#columns.flags[link] &= ~LinkFlag.Suspect
    const { words } = this.#partials
    for (let at = this.#started.first; at !== NONE; at = words[at + P.NEXT]) {
      if (words[at + P.EXCLUSIVE] === link) words[at + P.EXCLUSIVE] = NONE
    }
  }

  #isSuspect(link: number): boolean {
    return (this.#columns.flags[link] & LinkFlag.Suspect) !== 0
  }
}
