import * as P from './partial-pieces.js'
import * as M from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import { NONE } from './pool.js'

/** The started pieces of a peer, and how it takes a request back. */
export interface FailureList extends P.PartialList {
  sendCancel(now: number, link: number, piece: number, block: number): void
  /** There may be something new to ask for: whoever has room is to look again. */
  markDirty(): void
}

/** What becomes of requests that a link fails to answer: others may be asked for the blocks. */
export class RequestRecovery {
  readonly #columns: M.PeerColumns
  readonly #partials: P.PartialPieces
  readonly #list: FailureList

  constructor(parts: RequestParts, list: FailureList) {
    this.#columns = parts.columns
    this.#partials = parts.partials
    this.#list = list
  }

  /** The link chokes us or is gone: what it was asked for is missing again. */
  release(link: number): void {
    const { flags, links } = this.#columns
    const suspect = (flags[link] & M.SUSPECT) !== 0
    if (links[link * M.LINK_STRIDE + M.OUTSTANDING] === 0 && !suspect) return
    const { words } = this.#partials
    for (let at = this.#list.first; at !== NONE; at = words[at + P.NEXT]) {
      if (words[at + P.EXCLUSIVE] === link) words[at + P.EXCLUSIVE] = NONE
      const blocks = this.#columns.geometry.blocksIn(words[at + P.PIECE])
      for (let block = 0; block < blocks; block++) this.#releaseBlock(at, block, link)
    }
    links[link * M.LINK_STRIDE + M.OUTSTANDING] = 0
  }

  /** The link will not bring a block that it was asked for. */
  reject(at: number, block: number, link: number): void {
    this.#releaseBlock(at, block, link)
  }

  /** The link has been silent for too long: others may bring what it was asked for, bar a probe. */
  snub(now: number, link: number): void {
    const partials = this.#partials
    let probed = false
    for (let at = this.#list.first; at !== NONE; at = partials.words[at + P.NEXT]) {
      const piece = partials.words[at + P.PIECE]
      if (partials.words[at + P.EXCLUSIVE] === link) partials.words[at + P.EXCLUSIVE] = NONE
      for (let block = 0; block < this.#columns.geometry.blocksIn(piece); block++) {
        if (!partials.isRequestedFrom(at, block, link)) continue
        this.#releaseBlock(at, block, link)
        // The probe stays asked of the silent link, but no longer keeps the block from others.
        if (!probed) partials.addExtra(at, block, link)
        else this.#list.sendCancel(now, link, piece, block)
        probed = true
      }
    }
  }

  /**
   * The link snubs us no more: what it was asked for as a probe is its own again. With that every
   * block may be asked for, so that endgame begins.
   */
  unsnub(link: number): void {
    const partials = this.#partials
    for (let at = this.#list.first; at !== NONE; at = partials.words[at + P.NEXT]) {
      const blocks = this.#columns.geometry.blocksIn(partials.words[at + P.PIECE])
      for (let block = 0; block < blocks; block++) {
        if (partials.words[at + P.OWNERS + block] !== P.UNREQUESTED) continue
        if (!partials.removeExtra(at, block, link)) continue
        partials.request(this.#list, at, block, link)
        this.#list.markDirty()
      }
    }
  }

  /** The link is gone for good: its row may be another's soon. */
  forget(link: number): void {
    this.release(link)
    const { words } = this.#partials
    for (let at = this.#list.first; at !== NONE; at = words[at + P.NEXT]) {
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
    // An extra becomes the owner; without one the block is missing again.
    const heir = this.#successor(at, block)
    if (heir === NONE) partials.release(this.#list, at, block)
    else partials.words[at + P.OWNERS + block] = heir
  }

  /** Takes out an extra request for the block, but none of a link that snubs us. */
  #successor(at: number, block: number): number {
    const heir = this.#partials.takeExtra(at, block)
    if (heir === NONE || (this.#columns.flags[heir] & M.SNUBBED) === 0) return heir
    const other = this.#successor(at, block)
    this.#partials.addExtra(at, block, heir)
    return other
  }
}
