import type { Random } from '../base/random.js'
import { AllowedFast } from './allowed-fast.js'
import { Endgame } from './endgame.js'
import { BLOCK_BYTES, type Geometry } from './geometry.js'
import { LinkFlag } from './link-flags.js'
import type { Links } from './links.js'
import * as P from './partial-pieces.js'
import * as M from './peer-columns.js'
import type { RequestParts } from './peer-parts.js'
import { Pipeline } from './pipeline.js'
import type { PiecePicker } from './policy.js'
import { NONE } from './pool.js'
import { RequestRecovery } from './request-recovery.js'
import type { PeerSettings } from './settings.js'
import { StartedPieces } from './started-pieces.js'
import { Suspects } from './suspects.js'
import type { PeerOutput } from './wire.js'

/**
 * Which block a peer requests from which link: random first pieces, strict priority, the picker's
 * choice, endgame, the depth of each pipeline, and recovery of what a link fails to send.
 */
export class Requests {
  /** The number of the peer. */
  readonly number: number
  /** Pieces that are here and verified. */
  ownCount = 0
  /** Pieces that are neither here nor started. */
  unstarted: number
  /** The pieces that are started. */
  readonly #started: P.PartialList
  /** Whether links may have something to request since they were last filled. */
  #dirty = false
  readonly pipeline: Pipeline
  /** Recovers what links fail to send. */
  readonly recovery: RequestRecovery
  /** The links that may have sent a corrupt block. */
  readonly suspects: Suspects
  /** Null if the extension is off. */
  readonly allowedFast: AllowedFast | null
  readonly #endgame: Endgame
  readonly #choice: StartedPieces

  /** The peer's row of `holdings`, and its first row of `pieces`. */
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
    this.#started = new P.PartialList(parts.peer)
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
    this.recovery = new RequestRecovery(parts, this.#started, this)
    const { allowedFast } = settings
    this.allowedFast = allowedFast > 0 ? new AllowedFast(columns, allowedFast) : null
    this.suspects = new Suspects(columns, parts.partials, this.#started)
    this.#endgame = new Endgame(parts, this.#started, this)
    this.#choice = new StartedPieces(parts, this.#started)
    this.pipeline = new Pipeline(columns.links, first, capacity, settings.pipeline)
  }

  /** Tells whether a piece is here and verified. */
  has(piece: number): boolean {
    return this.#columns.holdings.has(this.#ownRow, piece)
  }

  /** Adds a piece that the peer has on arrival. */
  hold(piece: number): void {
    this.#columns.hold(this.number, piece)
    this.#columns.pieces.remove(this.#firstPieceRow + M.UNSTARTED, piece)
    this.ownCount++
    this.unstarted--
  }

  /** Tells whether the block is missing and its piece started. */
  lacks(piece: number, block: number): boolean {
    const at = this.#partials.find(this.#started, piece, 0)
    return at !== NONE && this.#partials.words[at + P.OWNERS + block] > P.RECEIVED
  }

  /** Sends the link as many requests as its pipeline permits. */
  fill(now: number, link: number): void {
    const { flags, links } = this.#columns
    const at = link * M.LINK_STRIDE
    if ((flags[link] & LinkFlag.RequestableMask) !== LinkFlag.Requestable) {
      if (this.allowedFast !== null) this.#fillChoked(now, link, this.allowedFast)
      const isShut =
        (flags[link] & (LinkFlag.AmInterested | LinkFlag.PeerChoking)) ===
        (LinkFlag.AmInterested | LinkFlag.PeerChoking)
      const isComplete = this.ownCount === this.#geometry.pieceCount
      this.#columns.setNeedsHave(link, isComplete || isShut ? 0 : M.NEEDS_HAVE)
      return
    }
    // A link that snubs us keeps one request, as a probe.
    const depth = (flags[link] & LinkFlag.Snubbed) !== 0 ? 1 : links[at + M.REQUEST_LIMIT]
    while (links[at + M.OUTSTANDING] < depth && this.#requestNext(now, link));
    this.#columns.setNeedsHave(link, links[at + M.OUTSTANDING] < depth ? M.NEEDS_HAVE : 0)
  }

  /** The link has sent `allowed fast`: we may request the piece although it chokes us (BEP 6). */
  allowedFastReceived(now: number, link: number, piece: number): void {
    if (this.allowedFast === null || !(piece < this.#geometry.pieceCount)) return
    this.allowedFast.received(link, piece)
    this.fill(now, link)
    this.refill(now)
  }

  /** Requests what a link that chokes us allows all the same. */
  #fillChoked(now: number, link: number, allowed: AllowedFast): void {
    const { flags, links } = this.#columns
    const state = flags[link] & (LinkFlag.RequestableMask | LinkFlag.Snubbed | LinkFlag.Suspect)
    if (state !== (LinkFlag.Requestable | LinkFlag.PeerChoking)) return
    const at = link * M.LINK_STRIDE
    while (links[at + M.OUTSTANDING] < links[at + M.REQUEST_LIMIT]) {
      if (!this.#requestAllowedFast(now, link, allowed)) return
    }
  }

  /** Fills the links with room, if there may be something to request since the last time. */
  refill(now: number): void {
    while (this.#dirty) this.#fillOnce(now)
  }

  /** Lets the next `refill` fill the links with room. */
  markDirty(): void {
    this.#dirty = true
  }

  /** Fills every link that is unchoked and had nothing more to request. */
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
      if (needsHave && (flags[link] & LinkFlag.RequestMask) === LinkFlag.Open) this.fill(now, link)
    }
  }

  /** Takes a block; false if it was not missing. Requests nothing new from the link itself. */
  received(now: number, link: number, piece: number, begin: number): boolean {
    const partials = this.#partials
    const guess = this.#columns.links[link * M.LINK_STRIDE + M.LAST_PARTIAL]
    const at = partials.find(this.#started, piece, guess)
    if (at === NONE) return false
    const block = begin / BLOCK_BYTES
    const owner = partials.words[at + P.OWNERS + block]
    if (owner <= P.RECEIVED) return false
    // A late block that is not requested any more may leave nothing to request: endgame begins.
    if (owner === P.UNREQUESTED) this.#dirty = true
    if (owner === link || partials.removeExtra(at, block, link)) {
      this.#columns.links[link * M.LINK_STRIDE + M.OUTSTANDING]--
    }
    partials.receive(this.#started, at, block, link)
    if (owner >= 0 && owner !== link) this.sendCancel(now, owner, piece, block)
    for (let other = partials.takeExtra(at, block); other !== NONE; ) {
      this.sendCancel(now, other, piece, block)
      other = partials.takeExtra(at, block)
    }
    if (this.#choice.releasesLinks(at)) this.#dirty = true
    if (partials.words[at + P.MISSING] === 0) this.#output.check(now, piece)
    else if (this.#settings.endgame.scope === 'piece') this.#endgame.fillPiece(now, at)
    return true
  }

  /** The link rejects a request: others may serve the block. It gets no request until `wake`. */
  rejected(now: number, link: number, piece: number, begin: number): void {
    const at = this.#partials.find(this.#started, piece, 0)
    const block = begin / BLOCK_BYTES
    // The neighbour may name a block that does not exist: do not read into the next record.
    if (at === NONE || !(block < this.#geometry.blocksIn(piece))) return
    if (!this.#partials.isRequestedFrom(at, block, link)) return
    const { flags, links } = this.#columns
    links[link * M.LINK_STRIDE + M.OUTSTANDING]--
    this.recovery.reject(at, block, link)
    if ((flags[link] & LinkFlag.PeerChoking) !== 0) this.allowedFast?.rejected(link, piece)
    flags[link] |= LinkFlag.Refusing
    this.fillIdle(now)
  }

  /** The piece is complete and its hash is right. */
  finish(piece: number): void {
    const partials = this.#partials
    const at = partials.find(this.#started, piece, 0)
    const exclusive = partials.words[at + P.EXCLUSIVE]
    partials.finish(this.#started, at)
    if (exclusive !== NONE) this.suspects.clear(exclusive)
    if (exclusive !== NONE || this.#choice.releasesOnFinish) this.#dirty = true
    this.#columns.hold(this.number, piece)
    this.ownCount++
  }

  /** The piece's hash is wrong: all of it is missing again. Returns the links that sent it. */
  restart(piece: number): number[] {
    const partials = this.#partials
    const at = partials.find(this.#started, piece, 0)
    const from = at + P.OWNERS
    const owners = partials.words.slice(from, from + this.#geometry.blocksIn(piece))
    partials.restart(this.#started, at)
    return [...new Set(owners)].map((owner) => P.RECEIVED - owner)
  }

  /** Drops all started pieces: the peer is leaving. */
  clear(): void {
    this.#partials.clear(this.#started)
  }

  /** Sends the link one more request; false if there is no block that it could send. */
  #requestNext(now: number, link: number): boolean {
    const { flags } = this.#columns
    if ((flags[link] & LinkFlag.Suspect) !== 0) return this.#requestFromSuspect(now, link)
    const { strictPriority, endgame } = this.#settings
    if (strictPriority && this.#requestStarted(now, link, false)) return true
    if (endgame.scope === 'piece' && this.#endgame.requestOne(now, link)) return true
    if (this.#choice.mayBegin() && this.#startPiece(now, link)) return true
    if (this.#requestStarted(now, link, true)) return true
    return endgame.scope === 'torrent' && this.#endgame.requestOne(now, link)
  }

  /**
   * Sends a suspect a request for a piece that it alone sends, so that the hash proves it good or
   * guilty. Only if there is none is it given a piece that others have started.
   */
  #requestFromSuspect(now: number, link: number): boolean {
    const { words } = this.#partials
    const { holdings } = this.#columns
    const theirs = this.#columns.knownRow(link)
    let started = NONE
    for (
      let at = this.#partials.findUnrequested(this.#started);
      at !== NONE;
      at = words[at + P.NEXT]
    ) {
      const unrequested = words[at + P.UNREQUESTED_COUNT]
      if (unrequested === 0 || !holdings.has(theirs, words[at + P.PIECE])) continue
      const isUntouched = unrequested === this.#geometry.blocksIn(words[at + P.PIECE])
      if (words[at + P.EXCLUSIVE] === link) return this.#requestBlock(now, link, at)
      if (words[at + P.EXCLUSIVE] !== NONE) continue
      if (isUntouched) return this.#requestExclusively(now, link, at)
      started = at
    }
    if (this.#startPiece(now, link)) {
      if (!this.#snubs(link)) this.suspects.test(link, this.#started.last)
      return true
    }
    return started !== NONE && this.#requestExclusively(now, link, started)
  }

  /** Makes the piece exclusive to the link, unless it snubs us and is only probed. */
  #requestExclusively(now: number, link: number, at: number): boolean {
    if (!this.#snubs(link)) this.suspects.test(link, at)
    return this.#requestBlock(now, link, at)
  }

  /**
   * Requests a block of the started piece that the link continues, unless a rarer one goes before.
   * `last`: there is nothing to start, so that the link continues any piece.
   */
  #requestStarted(now: number, link: number, last: boolean): boolean {
    const at = this.#choice.next(link, last)
    if (at === NONE) return false
    if (!last && this.#choice.yieldsToRarer && this.#startRarer(now, link, at)) return true
    return this.#requestBlock(now, link, at)
  }

  /** Starts a piece that is rarer than a started one; false if there is none. */
  #startRarer(now: number, link: number, at: number): boolean {
    if (this.ownCount < this.#settings.randomFirstPieces || !this.#choice.mayBegin()) return false
    if (!this.#findCandidates(link)) return false
    if (!this.#choice.keepRarer(this.#firstPieceRow + M.CANDIDATES, at)) return false
    return this.#startCandidate(now, link)
  }

  /** Starts the piece that the picker chooses and requests its first block. */
  #startPiece(now: number, link: number): boolean {
    return this.#findCandidates(link) && this.#startCandidate(now, link)
  }

  /** Finds the pieces that the link holds and that may be started; false if there are none. */
  #findCandidates(link: number): boolean {
    if (this.unstarted === 0) return false
    const { pieces, holdings } = this.#columns
    const row = this.#firstPieceRow + M.CANDIDATES
    const missing = this.#firstPieceRow + M.UNSTARTED
    return pieces.intersect(row, missing, holdings, this.#columns.knownRow(link))
  }

  /** Requests a block of what the link allows although it chokes us, started pieces first. */
  #requestAllowedFast(now: number, link: number, allowed: AllowedFast): boolean {
    const { pieces } = this.#columns
    const { words } = this.#partials
    const row = this.#firstPieceRow + M.CANDIDATES
    let isAny = false
    pieces.clear(row)
    for (const piece of allowed.of(link)) {
      const at = this.#partials.find(this.#started, piece, 0)
      const isFree =
        at !== NONE && words[at + P.UNREQUESTED_COUNT] > 0 && words[at + P.EXCLUSIVE] === NONE
      if (isFree) return this.#requestBlock(now, link, at)
      if (!pieces.has(this.#firstPieceRow + M.UNSTARTED, piece)) continue
      pieces.add(row, piece)
      isAny = true
    }
    return isAny && this.#startCandidate(now, link)
  }

  /** Starts the candidate that the picker chooses; the peer's first pieces are random. */
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
    const at = this.#partials.start(this.#started, piece)
    return this.#requestBlock(now, link, at)
  }

  #requestBlock(now: number, link: number, at: number): boolean {
    const block = this.#partials.nextUnrequested(at)
    this.#choice.requested(at, link)
    this.#columns.links[link * M.LINK_STRIDE + M.LAST_PARTIAL] = at
    // A probe of a link that snubs us does not keep the block from the others.
    if (this.#snubs(link)) this.#partials.addExtra(at, block, link)
    else this.#partials.request(this.#started, at, block, link)
    if (this.#endgame.appliesTo(at)) this.#dirty = true
    this.sendRequest(now, link, this.#partials.words[at + P.PIECE], block)
    return true
  }

  /** Sends the link a request, for which its pipeline has room. */
  sendRequest(now: number, link: number, piece: number, block: number): void {
    const { links } = this.#columns
    const outstanding = links[link * M.LINK_STRIDE + M.OUTSTANDING]++
    this.pipeline.requested(this.#links.ownTime(now), link, outstanding)
    if (outstanding === 0) this.#links.restartRequestClock(now, link)
    const length = this.#geometry.blockBytes(piece, block)
    this.#output.request(now, link, piece, block * BLOCK_BYTES, length)
  }

  #snubs(link: number): boolean {
    return (this.#columns.flags[link] & LinkFlag.Snubbed) !== 0
  }

  /** Cancels a request, which makes room on the link. */
  sendCancel(now: number, link: number, piece: number, block: number): void {
    const { links } = this.#columns
    links[link * M.LINK_STRIDE + M.OUTSTANDING]--
    const length = this.#geometry.blockBytes(piece, block)
    this.#output.cancel(now, link, piece, block * BLOCK_BYTES, length)
    this.#dirty = true
    this.#columns.setNeedsHave(link, M.NEEDS_HAVE)
  }
}
