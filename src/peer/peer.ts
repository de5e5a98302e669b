import type { BitTable } from '../base/bits.js'
import type { Geometry } from './geometry.js'
import { LinkFlag } from './link-flags.js'
import { Links } from './links.js'
import * as M from './peer-columns.js'
import type { ChokingParts, PeerParts } from './peer-parts.js'
import { PeerStats } from './peer-stats.js'
import type { ChokeRecorder } from './policy.js'
import { NONE } from './pool.js'
import { Requests } from './requests.js'
import { Serving } from './serving.js'
import { SnubClocks } from './snub-clocks.js'
import { SuperSeeding } from './super-seeding.js'
import type { UplinkShares } from './uplink-shares.js'
import type { Uploads } from './uploads.js'
import { type PeerOutput, ProtocolError, type Wire } from './wire.js'

/**
 * A BitTorrent peer (BEP 3, Cohen 2003) without clock, socket, random source or payload. The same
 * protocol code runs in the simulator and on real sockets.
 *
 * It receives messages as a `Wire` and sends its own to a `PeerOutput`. A transport calls
 * `connected` for each neighbour, passes the time with every message, calls `wake` at `wakeAt`,
 * takes blocks to send by `pull`, and answers each `check` with `verified`.
 */
export class Peer implements Wire {
  readonly stats: PeerStats
  /** The row of `holdings` in the columns with what the peer holds. */
  readonly ownRow: number
  readonly links: Links
  readonly requests: Requests
  readonly serving: Serving
  readonly #snubClocks: SnubClocks
  /** Which of its pieces it announces; null if it announces all. */
  superSeeding: SuperSeeding | null = null

  readonly #parts: PeerParts
  readonly #geometry: Geometry
  readonly #columns: M.PeerColumns
  readonly #uploads: Uploads
  readonly #output: PeerOutput

  constructor(now: number, parts: PeerParts, output: PeerOutput) {
    const { store, number, settings, picker, random } = parts
    const { columns, partials } = store
    this.#parts = parts
    this.#geometry = columns.geometry
    this.#columns = columns
    this.#uploads = store.uploads
    this.#output = output
    this.stats = new PeerStats(now, columns, number)
    this.ownRow = columns.ownRow(number)
    const links = new Links(columns, number, parts.firstLink, settings)
    this.links = links
    const requesting = { columns, partials, peer: number, links, picker, settings, random }
    this.requests = new Requests(requesting, output)
    this.serving = new Serving(parts, this.links, this.requests, output)
    this.#snubClocks = new SnubClocks(requesting, this.requests.recovery, this.serving)
    this.stats.wakeAt = now + settings.rechokeSeconds
  }

  /** Sets what receives the reasons for the choker's decisions; null costs nothing. */
  set recorder(recorder: ChokeRecorder | null) {
    this.serving.recorder = recorder
  }

  /** How unchoked links share the uplink; undefined if each has a block a turn. */
  get shares(): UplinkShares | undefined {
    return this.serving.shares
  }

  /** Replaces the chokers; the next choking round, timed or not, is the first of the new ones. */
  changePolicy(policy: ChokingParts): void {
    this.serving.changePolicy(policy)
  }

  /** Whether the peer has every piece. */
  get complete(): boolean {
    return this.requests.ownCount === this.#geometry.pieceCount
  }

  /** Adds a piece that the peer has on arrival, before its first link. */
  hold(piece: number): void {
    this.requests.hold(piece)
    if (!this.complete || this.#parts.settings.superSeeding === 'off') return
    this.superSeeding = new SuperSeeding(this.#parts, this.links, this.#output)
  }

  /** The time at which `wake` is to be called, seconds. */
  get wakeAt(): number {
    return this.stats.wakeAt
  }

  /** Bytes still to download, for the tracker. */
  get leftBytes(): number {
    const geometry = this.#geometry
    const hasLast = this.requests.has(geometry.pieceCount - 1)
    return geometry.sizeBytes - geometry.bytesOfMany(this.requests.ownCount, hasLast)
  }

  /** Takes a row for a new connection and sends the handshake; -1 if there is no room. */
  connected(now: number): number {
    const link = this.links.take(now, this.requests.pipeline.initialDepth)
    if (link < 0) return link
    this.requests.pipeline.opened(link)
    if (!this.complete) this.#snubClocks.opened(link)
    this.#output.handshake(now, link, this.#parts.torrent, this.#parts.id)
    return link
  }

  handshake(now: number, link: number, torrent: string, id: string): void {
    const { links } = this
    if (links.open[link] === 1) throw new ProtocolError(link, 'a second handshake')
    if (torrent !== this.#parts.torrent) throw new ProtocolError(link, 'another torrent')
    if (id === this.#parts.id) throw new ProtocolError(link, 'a connection to ourselves')
    if (links.hasPeerId(id)) throw new ProtocolError(link, 'a second connection to the same peer')
    links.opened(now, link, id)
    if (this.superSeeding?.connected(now, link) || this.requests.ownCount === 0) return
    this.#output.bitfield(now, link, this.#columns.holdings, this.ownRow)
  }

  bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    this.#expectOpen(link)
    const columns = this.#columns
    if (!columns.isShared(link)) {
      for (let p = pieces.nextSet(row, 0); p >= 0; p = pieces.nextSet(row, p + 1)) {
        if (columns.learn(this.requests.number, link, p)) this.superSeeding?.onHave(link, p)
      }
    }
    this.superSeeding?.showDue(now, link)
    if (this.#hungUpOnSeed(now, link)) return
    if (this.#has(link, LinkFlag.AmInterested)) this.requests.fill(now, link)
    else this.#becomeInterested(now, link, columns.findWantedPiece(link, this.requests.number))
    this.requests.refill(now)
  }

  have(now: number, link: number, piece: number): void {
    this.#expectOpen(link)
    if (piece < 0 || piece >= this.#geometry.pieceCount) {
      throw new ProtocolError(link, `piece ${piece} of ${this.#geometry.pieceCount}`)
    }
    if (!this.#columns.learn(this.requests.number, link, piece)) return
    this.superSeeding?.onHave(link, piece)
    this.superSeeding?.showDue(now, link)
    if (this.#hungUpOnSeed(now, link)) return
    if (!this.#has(link, LinkFlag.AmInterested))
      this.#becomeInterested(now, link, this.requests.has(piece) ? NONE : piece)
    else if ((this.#columns.haveFlags[link] & M.NEEDS_HAVE) !== 0) this.requests.fill(now, link)
    this.requests.refill(now)
  }

  choke(now: number, link: number, answersAll = false): void {
    this.#expectOpen(link)
    const { flags } = this.#columns
    if (this.#has(link, LinkFlag.PeerChoking)) return
    if (this.#has(link, LinkFlag.AmInterested)) this.stats.chokedByOne(now)
    flags[link] |=
      this.requests.allowedFast === null
        ? LinkFlag.PeerChoking
        : LinkFlag.PeerChoking | LinkFlag.Refusing
    if (!answersAll) this.requests.recovery.release(link)
    this.requests.fill(now, link)
    this.requests.fillIdle(now)
  }

  unchoke(now: number, link: number): void {
    this.#expectOpen(link)
    const { flags } = this.#columns
    if (!this.#has(link, LinkFlag.PeerChoking)) return
    flags[link] &= ~(LinkFlag.PeerChoking | LinkFlag.Refusing)
    flags[link] |= LinkFlag.UnchokedUs
    this.#snubClocks.unchoked(now, link)
    if (this.#has(link, LinkFlag.AmInterested)) this.stats.unchokedByOne(now)
    this.requests.fill(now, link)
    this.requests.refill(now)
  }

  interested(now: number, link: number): void {
    this.#expectOpen(link)
    this.serving.interested(now, link)
    this.superSeeding?.interestChanged(now, link, true)
  }

  notInterested(now: number, link: number): void {
    this.#expectOpen(link)
    this.serving.notInterested(now, link)
    this.superSeeding?.interestChanged(now, link, false)
  }

  request(_now: number, link: number, piece: number, begin: number, length: number): void {
    this.#expectOpen(link)
    if (!this.#geometry.containsRange(piece, begin, length)) {
      throw new ProtocolError(link, `a request for ${length} bytes at ${begin} of piece ${piece}`)
    }
    // The request may have crossed our choke on the way: that is no fault.
    const { allowedFast } = this.requests
    if (!this.requests.has(piece) || this.superSeeding?.hides(link, piece)) return
    if (!this.#has(link, LinkFlag.AmUnchoking) && !allowedFast?.grants(link, piece, length)) return
    if (this.#uploads.waiting(link) >= this.serving.mostWaiting) return
    this.#uploads.push(link, piece, begin, length)
  }

  cancel(_now: number, link: number, piece: number, begin: number, _length: number): void {
    this.#expectOpen(link)
    this.#uploads.cancel(link, piece, begin)
  }

  piece(now: number, link: number, piece: number, begin: number, length: number): void {
    this.#expectOpen(link)
    if (!this.#geometry.isBlock(piece, begin, length)) {
      throw new ProtocolError(link, `${length} bytes at ${begin} of piece ${piece}`)
    }
    const { requests } = this
    const { flags } = this.#columns
    this.stats.downloaded(length)
    this.links.received(link, length)
    this.#snubClocks.received(now, link)
    requests.pipeline.received(this.links.ownTime(now), link, length)
    // First: the block may complete its piece, and then others are asked for what is unrequested.
    this.#snubClocks.forgive(link)
    if (!requests.received(now, link, piece, begin)) this.stats.duplicated(length)
    // The block may have completed us, and the link may be gone with that.
    if ((flags[link] & LinkFlag.Taken) !== 0) requests.fill(now, link)
    requests.refill(now)
    if (this.serving.mayWithhold) this.serving.resume(now, link)
  }

  /**
   * The neighbour rejects a request (BEP 6; peers without it drop the request silently). It gets no
   * further one until the next `wake`, or requests and rejects would go back and forth for ever.
   */
  reject(now: number, link: number, piece: number, begin: number, _length: number): void {
    this.#expectOpen(link)
    this.requests.rejected(now, link, piece, begin)
  }

  /** Lets the neighbour download these pieces although we choke it (`allowed fast`, BEP 6). */
  grantFast(link: number, pieces: readonly number[]): void {
    this.requests.allowedFast?.grant(link, pieces)
  }

  allowedFast(now: number, link: number, piece: number): void {
    this.requests.allowedFastReceived(now, link, piece)
  }

  /** The neighbour disconnected, or the transport lost it; not called for our own `close`. */
  close(now: number, link: number): void {
    if (this.#has(link, LinkFlag.Taken)) this.#forget(now, link)
  }

  /** Sends the oldest block that the link waits for as `piece`; false if none may be sent now. */
  pull(now: number, link: number): boolean {
    const uploads = this.#uploads
    if (this.serving.mayWithhold && !this.serving.maySend(link)) return false
    if (!uploads.pull(link)) return false
    this.stats.uploaded(uploads.length)
    this.links.sent(link, uploads.length)
    this.#output.piece(now, link, uploads.piece, uploads.begin, uploads.length)
    return true
  }

  /** Takes the answer to `check`: whether the piece's hash is right. */
  verified(now: number, piece: number, ok: boolean): void {
    if (ok) this.#addPiece(now, piece)
    else this.#hashFailed(now, piece)
    this.requests.refill(now)
  }

  /** Runs every ten seconds: finds links that snub us, and rechokes. */
  wake(now: number): void {
    const { settings } = this.#parts
    this.stats.wakeAt = now + settings.rechokeSeconds
    const { links, complete } = this
    let snubs = 0
    for (let link = links.first; link < links.end; link++) {
      if (!this.#has(link, LinkFlag.Taken)) continue
      links.updateRate(now, link, complete)
      if (!complete && this.#snubClocks.check(now, link)) snubs++
      if (!this.#has(link, LinkFlag.Refusing)) continue
      this.#columns.flags[link] &= ~LinkFlag.Refusing
      this.requests.fill(now, link)
    }
    links.roll()
    this.serving.rechoke(now, true)
    links.beginRound()
    this.superSeeding?.wake(now)
    if (snubs > 0) this.requests.fillIdle(now)
  }

  /** Disconnects from a neighbour. */
  hangUp(now: number, link: number): void {
    if (!this.#has(link, LinkFlag.Taken)) return
    this.#output.close(now, link)
    this.#forget(now, link)
  }

  /** Drops all links and started pieces: the peer leaves, or without a message vanishes. */
  leave(now: number, silently = false): void {
    for (let link = this.links.first; link < this.links.end; link++) {
      if (!this.#has(link, LinkFlag.Taken)) continue
      if (!silently) this.#output.close(now, link)
      this.#forget(now, link, true)
    }
    this.requests.clear()
  }

  #has(link: number, flag: number): boolean {
    return (this.#columns.flags[link] & flag) !== 0
  }

  /** Disconnects if both are seeds, which have nothing for each other. */
  #hungUpOnSeed(now: number, link: number): boolean {
    if (!this.complete || !this.links.isSeed(link)) return false
    this.hangUp(now, link)
    return true
  }

  /** Sends `interested` for a piece that the neighbour holds and we lack; NONE: there is none. */
  #becomeInterested(now: number, link: number, piece: number): void {
    if (piece === NONE) return
    this.#columns.flags[link] |= LinkFlag.AmInterested
    this.#columns.wantedPiece[link] = piece
    if (!this.#has(link, LinkFlag.PeerChoking)) this.stats.unchokedByOne(now)
    this.#output.interested(now, link)
    this.requests.fill(now, link)
  }

  #addPiece(now: number, piece: number): void {
    const { requests } = this
    const { flags, open, wantedPiece: witness } = this.#columns
    const { first, end } = this.links
    requests.finish(piece)
    for (let link = first; link < end; link++) {
      if (open[link] === 0) continue
      this.#output.have(now, link, piece)
      if (witness[link] === piece && (flags[link] & LinkFlag.AmInterested) !== 0)
        this.#reviewInterest(now, link)
    }
    if (this.complete) this.#becameSeed(now)
  }

  /** The piece that we wanted of the neighbour is here: finds another, or loses interest. */
  #reviewInterest(now: number, link: number): void {
    const piece = this.#columns.findWantedPiece(link, this.requests.number)
    this.#columns.wantedPiece[link] = piece
    if (piece !== NONE) return
    this.#columns.flags[link] &= ~LinkFlag.AmInterested
    if (!this.#has(link, LinkFlag.PeerChoking)) this.stats.chokedByOne(now)
    this.#output.notInterested(now, link)
    this.requests.fill(now, link)
  }

  /** From now on neighbours are ranked by what was sent to them. */
  #becameSeed(now: number): void {
    const { links } = this
    for (let link = links.first; link < links.end; link++) links.updateRate(now, link, true)
    for (let link = links.first; link < links.end; link++) {
      this.#columns.setNeedsHave(link, 0)
      this.#snubClocks.clear(link)
      if (this.#has(link, LinkFlag.Taken)) this.#hungUpOnSeed(now, link)
    }
  }

  /** The hash is wrong: a single contributor is guilty; several are suspects until proven good. */
  #hashFailed(now: number, piece: number): void {
    this.stats.discarded(this.#geometry.bytesOf(piece))
    const contributors = this.requests.restart(piece)
    const { first, end } = this.links
    const known = contributors.filter(
      (link) => link >= first && link < end && this.#has(link, LinkFlag.Taken),
    )
    for (const link of known) this.#columns.flags[link] |= LinkFlag.Suspect
    if (contributors.length === 1 && known.length === 1) {
      this.#columns.flags[known[0]] |= LinkFlag.Guilty
      this.hangUp(now, known[0])
    }
    this.requests.fillIdle(now)
  }

  /** Frees the row of a link that is gone; the other links take over, unless we are leaving. */
  #forget(now: number, link: number, isLeaving = false): void {
    const { links, requests } = this
    if (this.#has(link, LinkFlag.AmInterested) && !this.#has(link, LinkFlag.PeerChoking))
      this.stats.chokedByOne(now)
    const served = this.serving.drop(now, link)
    if (!isLeaving) this.superSeeding?.disconnected(now, link)
    requests.recovery.forget(link)
    requests.allowedFast?.forget(link)
    links.release(now, link)
    if (isLeaving) return
    requests.fillIdle(now)
    if (served) this.serving.rechoke(now, false)
  }

  #expectOpen(link: number): void {
    if (!this.#has(link, LinkFlag.Open))
      throw new ProtocolError(link, 'a message before the handshake')
  }
}
