import type { BitTable } from '../base/bits.js'
import { BLOCK_BYTES, type Geometry } from './geometry.js'
import { Links } from './links.js'
import * as M from './peer-columns.js'
import { type PeerParts, windowSteps } from './peer-parts.js'
import { PeerStats } from './peer-stats.js'
import type { ChokeRecorder } from './policy.js'
import { NONE } from './pool.js'
import { Requests } from './requests.js'
import { Serving } from './serving.js'
import { SuperSeeding } from './super-seeding.js'
import type { UplinkShares } from './uplink-shares.js'
import type { Uploads } from './uploads.js'
import { type PeerOutput, ProtocolError, type Wire } from './wire.js'

/** The most requests of one link that wait for us to send; more are dropped. */
const MAX_WAITING = 2000

/**
 * A BitTorrent peer (BEP 3, Cohen 2003) without clock, socket, random source or payload: it is a
 * Wire for what its neighbours say and speaks into an Outlet. A transport gives it a row for each
 * neighbour by `connected`, tells it the time with every word, wakes it at `wakeAt`, pulls blocks
 * to send by `pull`, and answers each `check` by `verified`.
 */
export class Peer extends PeerStats implements Wire {
  readonly links: Links
  readonly requests: Requests
  readonly serving: Serving
  /** What it shows of what it holds; null if that is all. */
  superSeeding: SuperSeeding | null = null

  readonly #parts: PeerParts
  readonly #geometry: Geometry
  readonly #columns: M.PeerColumns
  readonly #uploads: Uploads
  readonly #output: PeerOutput
  /** Where the peer's figures stand in the columns. */
  readonly #statsAt: number
  /** Whether one of its chokers divides the uplink otherwise than a block a turn. */
  readonly #hasShares: boolean

  constructor(now: number, parts: PeerParts, output: PeerOutput) {
    const { store, number, settings, picker, random, choker, seedChoker } = parts
    const { columns, partials } = store
    super(now, columns, number)
    this.#parts = parts
    this.#geometry = columns.geometry
    this.#columns = columns
    this.#uploads = store.uploads
    this.#output = output
    this.#statsAt = number * 8
    this.#hasShares = choker.shares !== undefined || seedChoker.shares !== undefined
    const steps = windowSteps(settings)
    this.links = new Links(columns, number, parts.firstLink, settings.maxLinks, steps)
    const asking = { columns, partials, peer: number, links: this.links, picker, settings, random }
    this.requests = new Requests(asking, output)
    this.serving = new Serving(parts, this.links, this.requests, output)
    columns.stats[this.#statsAt + M.WAKE_AT] = now + settings.rechokeSeconds
  }

  /** Sets who hears why the choker decides as it does; null, which costs nothing, for nobody. */
  set recorder(recorder: ChokeRecorder | null) {
    this.serving.recorder = recorder
  }

  /** How those whom it serves share the uplink; undefined where all have a block a turn. */
  get shares(): UplinkShares | undefined {
    return this.#hasShares ? this.serving.shares : undefined
  }

  /** Whether every piece is here. */
  get complete(): boolean {
    return this.requests.ownCount === this.#geometry.pieceCount
  }

  /** The peer comes with this piece; only before its first link. */
  hold(piece: number): void {
    this.requests.hold(piece)
    if (!this.complete || this.#parts.settings.superSeeding === 'off') return
    this.superSeeding = new SuperSeeding(this.#parts, this.links, this.#output)
  }

  /** Bytes still to download, for the tracker. */
  get leftBytes(): number {
    const { requests } = this
    const { pieceCount, sizeBytes } = this.#geometry
    return sizeBytes - this.#geometry.bytesOfMany(requests.ownCount, requests.has(pieceCount - 1))
  }

  /** A connection stands: takes a row for it and greets; -1 if there is no room. */
  connected(now: number): number {
    const link = this.links.take(now, this.requests.pipeline.initialDepth)
    if (link < 0) return link
    this.requests.pipeline.opened(link)
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
    if (this.#has(link, M.WANTING)) this.requests.fill(now, link)
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
    if (!this.#has(link, M.WANTING))
      this.#becomeInterested(now, link, this.requests.has(piece) ? NONE : piece)
    else if ((this.#columns.haveFlags[link] & M.NEEDS_HAVE) !== 0) this.requests.fill(now, link)
    this.requests.refill(now)
  }

  choke(now: number, link: number): void {
    this.#expectOpen(link)
    const { flags } = this.#columns
    if (this.#has(link, M.CHOKING)) return
    if (this.#has(link, M.WANTING)) this.chokedByOne(now)
    flags[link] |= this.requests.allowedFast === null ? M.CHOKING : M.CHOKING | M.REFUSING
    this.requests.recovery.release(link)
    this.requests.fill(now, link)
    this.requests.fillIdle(now)
  }

  unchoke(now: number, link: number): void {
    this.#expectOpen(link)
    const { flags } = this.#columns
    if (!this.#has(link, M.CHOKING)) return
    flags[link] &= ~(M.CHOKING | M.REFUSING)
    if (this.#has(link, M.WANTING)) this.unchokedByOne(now)
    this.requests.fill(now, link)
    this.requests.refill(now)
  }

  interested(now: number, link: number): void {
    this.#expectOpen(link)
    this.serving.interested(now, link)
  }

  notInterested(now: number, link: number): void {
    this.#expectOpen(link)
    this.serving.notInterested(now, link)
  }

  request(_now: number, link: number, piece: number, begin: number, length: number): void {
    this.#expectOpen(link)
    const geometry = this.#geometry
    const inside = piece >= 0 && piece < geometry.pieceCount && begin >= 0 && length > 0
    const whole = begin + length <= geometry.bytesOf(piece) && length <= BLOCK_BYTES
    if (!inside || !whole) {
      throw new ProtocolError(link, `a request for ${length} bytes at ${begin} of piece ${piece}`)
    }
    // Choked just now, or not yet here: what crossed on the way is no fault.
    const { allowedFast } = this.requests
    if (!this.requests.has(piece) || this.superSeeding?.hides(link, piece)) return
    if (!this.#has(link, M.UNCHOKED) && !allowedFast?.grants(link, piece, length)) return
    if (this.#uploads.waiting(link) < MAX_WAITING) this.#uploads.push(link, piece, begin, length)
  }

  cancel(_now: number, link: number, piece: number, begin: number, _length: number): void {
    this.#expectOpen(link)
    this.#uploads.cancel(link, piece, begin)
  }

  piece(now: number, link: number, piece: number, begin: number, length: number): void {
    this.#expectOpen(link)
    const geometry = this.#geometry
    const sound = piece >= 0 && piece < geometry.pieceCount && begin % BLOCK_BYTES === 0
    const inside = sound && begin >= 0 && begin < geometry.bytesOf(piece)
    if (!inside || length !== geometry.blockBytes(piece, begin / BLOCK_BYTES)) {
      throw new ProtocolError(link, `${length} bytes at ${begin} of piece ${piece}`)
    }
    const { requests } = this
    const { flags, traffic, trafficStride, stats: figures } = this.#columns
    figures[this.#statsAt + M.DOWNLOADED] += length
    this.links.received(link, length)
    traffic[link * trafficStride + M.LAST_BLOCK_AT] = now
    requests.pipeline.received(now, link, length)
    if (!requests.received(now, link, piece, begin)) figures[this.#statsAt + M.DUPLICATE] += length
    if (this.#has(link, M.SNUBBED)) {
      this.#setSnubbed(link, false)
      requests.recovery.unsnub(link)
    }
    // The block may have completed us, and the link may be gone with that.
    if ((flags[link] & M.TAKEN) !== 0) requests.fill(now, link)
    requests.refill(now)
  }

  /**
   * The neighbour will not serve a request (`reject`, BEP 6; other peers drop it without a word).
   * It is asked for nothing more until the next `wake`, or refusals would go to and fro for ever.
   */
  reject(now: number, link: number, piece: number, begin: number, _length: number): void {
    this.#expectOpen(link)
    this.requests.rejected(now, link, piece, begin)
  }

  /** The neighbour is told, or tells us, what may be had in spite of a choke (BEP 6). */
  grantFast(link: number, pieces: readonly number[]): void {
    this.requests.allowedFast?.grant(link, pieces)
  }

  allowedFast(now: number, link: number, piece: number): void {
    this.requests.allowedFastReceived(now, link, piece)
  }

  /** The neighbour hung up, or the transport lost it; never called for what we closed ourselves. */
  close(now: number, link: number): void {
    if (this.#has(link, M.TAKEN)) this.#forget(now, link)
  }

  /** Says the oldest block that the link still waits for as `piece`; false if there is none. */
  pull(now: number, link: number): boolean {
    const uploads = this.#uploads
    if (!uploads.pull(link)) return false
    this.#columns.stats[this.#statsAt + M.UPLOADED] += uploads.length
    this.links.sent(link, uploads.length)
    this.#output.piece(now, link, uploads.piece, uploads.begin, uploads.length)
    return true
  }

  /** The answer to `check`: whether the piece's hash is right. */
  verified(now: number, piece: number, ok: boolean): void {
    if (ok) this.#addPiece(now, piece)
    else this.#hashFailed(now, piece)
    this.requests.refill(now)
  }

  /** Ten seconds are over: judges who is snubbing us, and rechokes. */
  wake(now: number): void {
    const { settings } = this.#parts
    this.#columns.stats[this.#statsAt + M.WAKE_AT] = now + settings.rechokeSeconds
    const { links, complete } = this
    const seconds = windowSteps(settings) * settings.rechokeSeconds
    let snubs = 0
    for (let link = links.first; link < links.end; link++) {
      if (!this.#has(link, M.TAKEN)) continue
      links.rate[link] = links.windowBytes(link, complete) / seconds
      if (!complete && this.#snubsUs(now, link)) snubs++
      if (this.#has(link, M.REFUSING)) this.#allowRequests(now, link)
    }
    links.roll()
    this.serving.rechoke(now, true)
    links.trim()
    this.superSeeding?.wake(now)
    if (snubs > 0) this.requests.fillIdle(now)
  }

  /** Hangs up on a neighbour. */
  hangUp(now: number, link: number): void {
    if (!this.#has(link, M.TAKEN)) return
    this.#output.close(now, link)
    this.#forget(now, link)
  }

  /** Hangs up on all and gives back what is begun: the peer leaves. */
  leave(now: number): void {
    for (let link = this.links.first; link < this.links.end; link++) this.hangUp(now, link)
    this.requests.clear()
  }

  #has(link: number, flag: number): boolean {
    return (this.#columns.flags[link] & flag) !== 0
  }

  #setSnubbed(link: number, snubbed: boolean): void {
    if (snubbed) this.#columns.flags[link] |= M.SNUBBED
    else this.#columns.flags[link] &= ~M.SNUBBED
    this.links.snubbed[link] = snubbed ? 1 : 0
  }

  /** What the link has refused it may be asked again. */
  #allowRequests(now: number, link: number): void {
    this.#columns.flags[link] &= ~M.REFUSING
    this.requests.fill(now, link)
  }

  /** Whether the link begins to count as snubbing us now and had something to bring. */
  #snubsUs(now: number, link: number): boolean {
    if (!this.#parts.settings.snubbing || this.#has(link, M.SNUBBED)) return false
    const { links, traffic, trafficStride } = this.#columns
    const lastBlockAt = traffic[link * trafficStride + M.LAST_BLOCK_AT]
    if (now - lastBlockAt <= this.#parts.settings.snubSeconds) return false
    this.#setSnubbed(link, true)
    if (links[link * M.LINK_STRIDE + M.OUTSTANDING] === 0) return false
    this.requests.recovery.snub(now, link)
    return true
  }

  /** Two seeds have nothing to say to each other. */
  #hungUpOnSeed(now: number, link: number): boolean {
    if (!this.complete || !this.isSeed(link)) return false
    this.hangUp(now, link)
    return true
  }

  /** They hold a piece that we lack; NONE: they do not. */
  #becomeInterested(now: number, link: number, piece: number): void {
    if (piece === NONE) return
    this.#columns.flags[link] |= M.WANTING
    this.#columns.wantedPiece[link] = piece
    if (!this.#has(link, M.CHOKING)) this.unchokedByOne(now)
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
      if (witness[link] === piece && (flags[link] & M.WANTING) !== 0)
        this.#reviewInterest(now, link)
    }
    if (this.complete) this.#becameSeed(now)
  }

  /** The piece by which we knew that we want something of them is here: is there another? */
  #reviewInterest(now: number, link: number): void {
    const piece = this.#columns.findWantedPiece(link, this.requests.number)
    this.#columns.wantedPiece[link] = piece
    if (piece !== NONE) return
    this.#columns.flags[link] &= ~M.WANTING
    if (!this.#has(link, M.CHOKING)) this.chokedByOne(now)
    this.#output.notInterested(now, link)
    this.requests.fill(now, link)
  }

  #becameSeed(now: number): void {
    for (let link = this.links.first; link < this.links.end; link++) {
      this.#columns.setNeedsHave(link, 0)
      this.#setSnubbed(link, false)
      if (this.#has(link, M.TAKEN)) this.#hungUpOnSeed(now, link)
    }
  }

  /** The hash was wrong: one bringer alone is guilty; several are suspects until proven good. */
  #hashFailed(now: number, piece: number): void {
    this.#columns.stats[this.#statsAt + M.CORRUPT] += this.#geometry.bytesOf(piece)
    const bringers = this.requests.restart(piece)
    const { first, end } = this.links
    const known = bringers.filter((link) => link >= first && link < end && this.#has(link, M.TAKEN))
    for (const link of known) this.#columns.flags[link] |= M.SUSPECT
    if (bringers.length === 1 && known.length === 1) {
      this.#columns.flags[known[0]] |= M.GUILTY
      this.hangUp(now, known[0])
    }
    this.requests.fillIdle(now)
  }

  #forget(now: number, link: number): void {
    const { links, requests } = this
    if (this.#has(link, M.WANTING) && !this.#has(link, M.CHOKING)) this.chokedByOne(now)
    const served = this.serving.drop(now, link)
    this.superSeeding?.disconnected(now, link)
    requests.recovery.forget(link)
    requests.allowedFast?.forget(link)
    links.release(link)
    requests.fillIdle(now)
    if (served) this.serving.rechoke(now, false)
  }

  #expectOpen(link: number): void {
    if (!this.#has(link, M.OPEN)) throw new ProtocolError(link, 'a word before the handshake')
  }
}
