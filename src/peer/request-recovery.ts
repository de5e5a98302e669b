import { LinkFlag } from './link-flags.js'
import * as P from './partial-pieces.js'
import * as M from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import { NONE } from './pool.js'

/** How recovery changes a peer's requests. */
export interface RecoverableRequests {
  sendCancel(now: number, link: number, piece: number, block: number): void
  /** There may be something new to request: links with room are refilled. */
  markDirty(): void
}

/** Recovers requests that a link fails to answer, so that other links can serve the blocks. */
export class RequestRecovery {
  readonly #columns: M.PeerColumns
  readonly #partials: P.PartialPieces
  readonly #started: P.PartialList
  readonly #requests: RecoverableRequests

  constructor(parts: RequestParts, started: P.PartialList, requests: RecoverableRequests) {
    this.#columns = parts.columns
    this.#partials = parts.partials
    this.#started = started
    this.#requests = requests
  }

  /** Releases all requests of a link that chokes us or is gone. */
  release(link: number): void {
    const { flags, links } = this.#columns
    const suspect = (flags[link] & LinkFlag.Suspect) !== 0
    if (links[link * M.LINK_STRIDE + M.OUTSTANDING] === 0 && !suspect) return
    const { words } = this.#partials
    for (let at = this.#started.first; at !== NONE; at = words[at + P.NEXT]) {
      if (words[at + P.EXCLUSIVE] === link) words[at + P.EXCLUSIVE] = NONE
      const blocks = this.#columns.geometry.blocksIn(words[at + P.PIECE])
      for (let block = 0; block < blocks; block++) this.#releaseBlock(at, block, link)
    }
    links[link * M.LINK_STRIDE + M.OUTSTANDING] = 0
  }

  /** Releases the request for a block that the link rejected. */
  reject(at: number, block: number, link: number): void {
    this.#releaseBlock(at, block, link)
  }

  /**
   * Releases all requests of a link whose request clock has run out; one stays outstanding as a
   * probe. (BitTornado withdraws them all and waits for the next `unchoke`.)
   */
  withdraw(now: number, link: number): void {
    const partials = this.#partials
    let probed = false
    for (let at = this.#started.first; at !== NONE; at = partials.words[at + P.NEXT]) {
      const piece = partials.words[at + P.PIECE]
      if (partials.words[at + P.EXCLUSIVE] === link) partials.words[at + P.EXCLUSIVE] = NONE
      for (let block = 0; block < this.#columns.geometry.blocksIn(piece); block++) {
        if (!partials.isRequestedFrom(at, block, link)) continue
        this.#releaseBlock(at, block, link)
        // The probe stays outstanding, but no longer keeps the block from other links.
        if (!probed) partials.addExtra(at, block, link)
        else this.#requests.sendCancel(now, link, piece, block)
        probed = true
      }
    }
  }

  /**
   * Makes the link the owner of its probes again: it has sent a block, or `unchoke`. With that
   * every block may be requested, so that endgame begins.
   */
  reclaim(link: number): void {
    const partials = this.#partials
    for (let at = this.#started.first; at !== NONE; at = partials.words[at + P.NEXT]) {
      const blocks = this.#columns.geometry.blocksIn(partials.words[at + P.PIECE])
      for (let block = 0; block < blocks; block++) {
        if (partials.words[at + P.OWNERS + block] !== P.UNREQUESTED) continue
        if (!partials.removeExtra(at, block, link)) continue
        partials.request(this.#started, at, block, link)
        this.#requests.markDirty()
      }
    }
  }

  /** Forgets a link that is gone: its row may have another neighbour soon. */
  forget(link: number): void {
    this.release(link)
    const { words } = this.#partials
    for (let at = this.#started.first; at !== NONE; at = words[at + P.NEXT]) {
      const from = at + P.OWNERS
      const end = from + this.#columns.geometry.blocksPerPiece
      for (let cell = from; cell < end; cell++) {
        if (words[cell] === P.RECEIVED - link) words[cell] = P.RECEIVED_FROM_GONE
      }
    }
  }

  #releaseBlock(at: number, block: number, link: number): void {
    const partials = this.#partials
    if (partials.words[at + P.OWNERS + block] !== link) {
      partials.removeExtra(at, block, link)
      return
    }
    // An extra becomes the owner; without one the block is unrequested again.
    const successor = this.#successor(at, block)
    if (successor === NONE) partials.release(this.#started, at, block)
    else partials.words[at + P.OWNERS + block] = successor
  }

  /** Removes an extra request of a link that does not snub us, and returns that link, or NONE. */
  #successor(at: number, block: number): number {
    const successor = this.#partials.takeExtra(at, block)
    if (successor === NONE || (this.#columns.flags[successor] & LinkFlag.Snubbed) === 0)
      return successor
    const other = this.#successor(at, block)
    this.#partials.addExtra(at, block, successor)
    return other
  }
}
