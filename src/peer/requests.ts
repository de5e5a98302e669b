import type { Random } from '../base/random.js'
import { AllowedFast } from './allowed-fast.js'
import { Endgame } from './endgame.js'
import { BLOCK_BYTES, type Geometry } from './geometry.js'
import type { Links } from './links.js'
import * as P from './partial-pieces.js'
import * as M from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import { Pipeline } from './pipeline.js'
import type { PiecePicker } from './policy.js'
import { NONE } from './pool.js'
import { RequestRecovery } from './request-recovery.js'
import type { PeerSettings } from './settings.js'
import type { PeerOutput } from './wire.js'

/**
 * Which block is asked of whom: random first piece, strict priority, the picker's choice, endgame,
 * the depth of each link's pipeline, and asking elsewhere at once what a link fails to bring.
 */
export class Requests implements P.PartialList {
  first = NONE
  last = NONE
  unrequested = 0
  firstUnrequested = NONE
  readonly number: number
  /** Pieces that are here and checked. */
  ownCount = 0
  /** Pieces neither here nor begun. */
  unstarted: number
  /** Whether a cancel has made room on some link, or endgame has begun, and nobody has looked. */
  #dirty = false
  readonly pipeline: Pipeline
  /** What links fail to bring. */
  readonly recovery: RequestRecovery
  /** Null if the peer takes no part in that. */
  readonly allowedFast: AllowedFast | null
  readonly #endgame: Endgame

  /** The peer's row of holdings, and its first one of pieces. */
  readonly #ownRow: number
  readonly #firstPieceRow: number
  readonly #columns: M.PeerColumns
  readonly #geometry: Geometry
  readonly #partials: P.PartialPieces
  readonly #links: Links
  readonly #picker: PiecePicker
  readonly #settings: PeerSettings
  readonly #random: Random
  readonly #output: PeerOutput

  constructor(parts: RequestParts, output: PeerOutput) {
    const { columns, links, settings } = parts
    this.number = parts.peer
    this.#columns = columns
    this.#geometry = columns.geometry
    this.#partials = parts.partials
    this.#links = links
    this.#picker = parts.picker
    this.#settings = settings
    this.#random = parts.random
    this.#output = output
    this.#ownRow = columns.ownRow(parts.peer)
    this.#firstPieceRow = columns.pieceRow(parts.peer, 0)
    this.unstarted = columns.geometry.pieceCount
    columns.pieces.fill(this.#firstPieceRow + M.UNSTARTED)
    const { first, capacity } = links
    this.recovery = new RequestRecovery(parts, this)
    const { allowedFast } = settings
    this.allowedFast = allowedFast > 0 ? new AllowedFast(columns, allowedFast) : null
    this.#endgame = new Endgame(parts, this)
    this.pipeline = new Pipeline(columns.links, first, capacity, settings.pipeline)
  }

  /** Whether a piece is here and checked. */
  has(piece: number): boolean {
    return this.#columns.holdings.has(this.#ownRow, piece)
  }

  /** The peer comes with this piece. */
  hold(piece: number): void {
    this.#columns.hold(this.number, piece)
    this.#columns.pieces.remove(this.#firstPieceRow + M.UNSTARTED, piece)
    this.ownCount++
    this.unstarted--
  }

  /** Whether the block is still missing and its piece begun. */
  lacks(piece: number, block: number): boolean {
    const at = this.#partials.find(this, piece, 0)
    return at !== NONE && this.#partials.words[at + P.OWNERS + block] > P.RECEIVED
  }

  /**
   * Whether a block was not asked of the link and may be meant to spoil its piece: from a suspect,
   * or into a piece by which another link is to be proven. One that crossed a choke is welcome.
   */
  isUnsolicited(link: number, piece: number, block: number): boolean {
    const at = this.#partials.find(this, piece, 0)
    if (at === NONE || this.#partials.isRequestedFrom(at, block, link)) return false
    const sole = this.#partials.words[at + P.EXCLUSIVE]
    const isSuspect = (this.#columns.flags[link] & M.SUSPECT) !== 0
    return isSuspect || (sole !== NONE && sole !== link)
  }

  /** Asks the link for as many blocks as its pipeline permits. */
  fill(now: number, link: number): void {
    const { flags, links } = this.#columns
    const at = link * M.LINK_STRIDE
    if ((flags[link] & M.WORTH_ASKING) !== M.MAY_ASK) {
      if (this.allowedFast !== null) this.#fillChoked(now, link, this.allowedFast)
      const isShut = (flags[link] & (M.WANTING | M.CHOKING)) === (M.WANTING | M.CHOKING)
      const isComplete = this.ownCount === this.#geometry.pieceCount
      this.#columns.setNeedsHave(link, isComplete || isShut ? 0 : M.NEEDS_HAVE)
      return
    }
    // A link that snubs us is left one request, as a probe.
    const depth = (flags[link] & M.SNUBBED) !== 0 ? 1 : links[at + M.REQUEST_LIMIT]
    while (links[at + M.OUTSTANDING] < depth && this.#requestNext(now, link));
    this.#columns.setNeedsHave(link, links[at + M.OUTSTANDING] < depth ? M.NEEDS_HAVE : 0)
  }

  /** The link allows us a piece in spite of its choke (BEP 6). */
  allowedFastReceived(now: number, link: number, piece: number): void {
    if (this.allowedFast === null || !(piece < this.#geometry.pieceCount)) return
    this.allowedFast.received(link, piece)
    this.fill(now, link)
    this.refill(now)
  }

  /** Asks a link that chokes us for what it allows us all the same. */
  #fillChoked(now: number, link: number, allowed: AllowedFast): void {
    const { flags, links } = this.#columns
    const state = flags[link] & (M.WORTH_ASKING | M.SNUBBED | M.SUSPECT)
    if (state !== (M.MAY_ASK | M.CHOKING)) return
    const at = link * M.LINK_STRIDE
    while (links[at + M.OUTSTANDING] < links[at + M.REQUEST_LIMIT]) {
      if (!this.#requestAllowedFast(now, link, allowed)) return
    }
  }

  /** Fills the links that have room, if something has happened that they may profit from. */
  refill(now: number): void {
    while (this.#dirty) this.#fillOnce(now)
  }

  /** Lets who has room look again at the next `settle`. */
  markDirty(): void {
    this.#dirty = true
  }

  /** Fills every link that may be asked and had nothing more to ask. */
  fillIdle(now: number): void {
    this.#dirty = true
    this.refill(now)
  }

  #fillOnce(now: number): void {
    const { flags, haveFlags } = this.#columns
    const { first, end } = this.#links
    this.#dirty = false
    for (let link = first; link < end; link++) {
      const needsHave = (haveFlags[link] & M.NEEDS_HAVE) !== 0
      if (needsHave && (flags[link] & M.ASKABLE) === M.OPEN) this.fill(now, link)
    }
  }

  /** A block has come; returns whether it was missing. Asks nothing new of the link itself. */
  received(now: number, link: number, piece: number, begin: number): boolean {
    const partials = this.#partials
    const guess = this.#columns.links[link * M.LINK_STRIDE + M.LAST_PARTIAL]
    const at = partials.find(this, piece, guess)
    if (at === NONE) return false
    const block = begin / BLOCK_BYTES
    const owner = partials.words[at + P.OWNERS + block]
    if (owner <= P.RECEIVED) return false
    // A block that comes unasked, late, may leave nothing to ask: endgame begins.
    if (owner === P.UNREQUESTED) this.#dirty = true
    if (owner === link || partials.removeExtra(at, block, link)) {
      this.#columns.links[link * M.LINK_STRIDE + M.OUTSTANDING]--
    }
    partials.receive(this, at, block, link)
    if (owner >= 0 && owner !== link) this.sendCancel(now, owner, piece, block)
    for (let other = partials.takeExtra(at, block); other !== NONE; ) {
      this.sendCancel(now, other, piece, block)
      other = partials.takeExtra(at, block)
    }
    if (partials.words[at + P.MISSING] === 0) this.#output.check(now, piece)
    else if (this.#settings.endgame.scope === 'piece') this.#endgame.fillPiece(now, at)
    return true
  }

  /** The link will not bring a block: others may be asked for it, and the link at the next wake. */
  rejected(now: number, link: number, piece: number, begin: number): void {
    const at = this.#partials.find(this, piece, 0)
    const block = begin / BLOCK_BYTES
    // What a neighbour names may be no block at all, and must not be looked up in another record.
    if (at === NONE || !(block < this.#geometry.blocksIn(piece))) return
    if (!this.#partials.isRequestedFrom(at, block, link)) return
    const { flags, links } = this.#columns
    links[link * M.LINK_STRIDE + M.OUTSTANDING]--
    this.recovery.reject(at, block, link)
    if ((flags[link] & M.CHOKING) !== 0) this.allowedFast?.rejected(link, piece)
    flags[link] |= M.REFUSING
    this.fillIdle(now)
  }

  /** The piece is whole and its hash is right. */
  finish(piece: number): void {
    const partials = this.#partials
    const at = partials.find(this, piece, 0)
    const sole = partials.words[at + P.EXCLUSIVE]
    partials.finish(this, at)
    if (sole !== NONE) this.#clearSuspicion(sole)
    this.#columns.hold(this.number, piece)
    this.ownCount++
  }

  /** The suspect has brought a good piece alone: nothing is kept for it any more. */
  #clearSuspicion(link: number): void {
    this.#columns.flags[link] &= ~M.SUSPECT
    this.#dirty = true
    const { words } = this.#partials
    for (let at = this.first; at !== NONE; at = words[at + P.NEXT]) {
      if (words[at + P.EXCLUSIVE] === link) words[at + P.EXCLUSIVE] = NONE
    }
  }

  /** The piece is whole but its hash is wrong: all is missing again. Returns who brought it. */
  restart(piece: number): number[] {
    const partials = this.#partials
    const at = partials.find(this, piece, 0)
    const from = at + P.OWNERS
    const owners = partials.words.slice(from, from + this.#geometry.blocksIn(piece))
    partials.restart(this, at)
    return [...new Set(owners)].map((owner) => P.RECEIVED - owner)
  }

  /** Forgets all that is begun: the peer is leaving. */
  clear(): void {
    this.#partials.clear(this)
  }

  /** Asks the link for one block more; false if there is none that it could bring. */
  #requestNext(now: number, link: number): boolean {
    const { flags } = this.#columns
    if ((flags[link] & M.SUSPECT) !== 0) return this.#requestFromSuspect(now, link)
    const { strictPriority, endgame } = this.#settings
    if (strictPriority && this.#requestStarted(now, link)) return true
    if (endgame.scope === 'piece' && this.#endgame.requestOne(now, link)) return true
    if (this.#startPiece(now, link)) return true
    if (!strictPriority && this.#requestStarted(now, link)) return true
    return endgame.scope === 'torrent' && this.#endgame.requestOne(now, link)
  }

  /**
   * Asks a suspect: for a piece that it brings alone, so that the hash will prove it good or
   * guilty; only where there is none for what others have begun.
   */
  #requestFromSuspect(now: number, link: number): boolean {
    const { words } = this.#partials
    const { holdings } = this.#columns
    const theirs = this.#columns.knownRow(link)
    let begun = NONE
    for (let at = this.#partials.findUnrequested(this); at !== NONE; at = words[at + P.NEXT]) {
      const unasked = words[at + P.UNREQUESTED_COUNT]
      if (unasked === 0 || !holdings.has(theirs, words[at + P.PIECE])) continue
      const untouched = unasked === this.#geometry.blocksIn(words[at + P.PIECE])
      if (words[at + P.EXCLUSIVE] === link) return this.#requestBlock(now, link, at)
      if (words[at + P.EXCLUSIVE] !== NONE) continue
      if (untouched) return this.#requestExclusively(now, link, at)
      begun = at
    }
    if (this.#startPiece(now, link)) {
      if (!this.#snubs(link)) this.#partials.words[this.last + P.EXCLUSIVE] = link
      return true
    }
    return begun !== NONE && this.#requestExclusively(now, link, begun)
  }

  /** Keeps the piece for the link from now on, unless it snubs us and is only probed. */
  #requestExclusively(now: number, link: number, at: number): boolean {
    if (!this.#snubs(link)) this.#partials.words[at + P.EXCLUSIVE] = link
    return this.#requestBlock(now, link, at)
  }

  /** Asks for a block of the oldest started piece that the link holds and that has one to ask. */
  #requestStarted(now: number, link: number): boolean {
    if (this.unrequested === 0) return false
    const { words } = this.#partials
    const { holdings } = this.#columns
    const theirs = this.#columns.knownRow(link)
    const { mode, neighbours } = this.#settings.pipeline
    for (let at = this.#partials.findUnrequested(this); at !== NONE; at = words[at + P.NEXT]) {
      if (words[at + P.UNREQUESTED_COUNT] === 0 || words[at + P.EXCLUSIVE] !== NONE) continue
      const asked = words[at + P.MISSING] - words[at + P.UNREQUESTED_COUNT]
      if (mode === 'spread' && asked >= neighbours) continue
      if (holdings.has(theirs, words[at + P.PIECE])) return this.#requestBlock(now, link, at)
    }
    return false
  }

  /** Begins the piece that the picker likes best and asks for its first block. */
  #startPiece(now: number, link: number): boolean {
    if (this.unstarted === 0) return false
    const { pieces, holdings } = this.#columns
    const row = this.#firstPieceRow + M.CANDIDATES
    const missing = this.#firstPieceRow + M.UNSTARTED
    if (!pieces.meet(row, missing, holdings, this.#columns.knownRow(link))) return false
    return this.#startCandidate(now, link)
  }

  /** Asks for a block of what the link allows in spite of its choke, the pieces begun first. */
  #requestAllowedFast(now: number, link: number, allowed: AllowedFast): boolean {
    const { pieces } = this.#columns
    const { words } = this.#partials
    const row = this.#firstPieceRow + M.CANDIDATES
    let isAny = false
    pieces.clear(row)
    for (const piece of allowed.of(link)) {
      const at = this.#partials.find(this, piece, 0)
      const isFree =
        at !== NONE && words[at + P.UNREQUESTED_COUNT] > 0 && words[at + P.EXCLUSIVE] === NONE
      if (isFree) return this.#requestBlock(now, link, at)
      if (!pieces.has(this.#firstPieceRow + M.UNSTARTED, piece)) continue
      pieces.add(row, piece)
      isAny = true
    }
    return isAny && this.#startCandidate(now, link)
  }

  /** Begins that of the candidates which the picker likes best, the first ones at random. */
  #startCandidate(now: number, link: number): boolean {
    const { pieces, availability } = this.#columns
    const { first, end } = this.#links
    const row = this.#firstPieceRow + M.CANDIDATES
    const missing = this.#firstPieceRow + M.UNSTARTED
    const piece =
      this.ownCount < this.#settings.randomFirstPieces
        ? pieces.select(row, this.#random.below(pieces.count(row)))
        : this.#picker.next(pieces, row, missing, availability.countFor(this.number, first, end))
    pieces.remove(missing, piece)
    this.unstarted--
    const at = this.#partials.start(this, piece)
    return this.#requestBlock(now, link, at)
  }

  #requestBlock(now: number, link: number, at: number): boolean {
    const block = this.#partials.nextUnrequested(at)
    this.#columns.links[link * M.LINK_STRIDE + M.LAST_PARTIAL] = at
    // What is asked of a link that snubs us, to probe it, is not kept from the others.
    if (this.#snubs(link)) this.#partials.addExtra(at, block, link)
    else this.#partials.request(this, at, block, link)
    if (this.#endgame.appliesTo(at)) this.#dirty = true
    this.sendRequest(now, link, this.#partials.words[at + P.PIECE], block)
    return true
  }

  /** Says a request to the link, whose pipeline has room for it. */
  sendRequest(now: number, link: number, piece: number, block: number): void {
    const { links } = this.#columns
    this.pipeline.requested(now, link, links[link * M.LINK_STRIDE + M.OUTSTANDING])
    links[link * M.LINK_STRIDE + M.OUTSTANDING]++
    const length = this.#geometry.blockBytes(piece, block)
    this.#output.request(now, link, piece, block * BLOCK_BYTES, length)
  }

  #snubs(link: number): boolean {
    return (this.#columns.flags[link] & M.SNUBBED) !== 0
  }

  /** Takes back what the link was asked for, and lets who has room look again. */
  sendCancel(now: number, link: number, piece: number, block: number): void {
    const { links } = this.#columns
    links[link * M.LINK_STRIDE + M.OUTSTANDING]--
    const length = this.#geometry.blockBytes(piece, block)
    this.#output.cancel(now, link, piece, block * BLOCK_BYTES, length)
    this.#dirty = true
    this.#columns.setNeedsHave(link, M.NEEDS_HAVE)
  }
}
