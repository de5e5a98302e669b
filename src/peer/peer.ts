import type { BitTable } from '../base/bits.js'
import type { Random } from '../base/random.js'
import { BLOCK_BYTES, type Geometry } from './geometry.js'
import { Links } from './links.js'
import { RECEIVED } from './partials.js'
import type { Choker, ChokeRecorder, PiecePicker } from './policy.js'
import { Requests } from './requests.js'
import type { PeerSettings } from './settings.js'
import { Uploads } from './uploads.js'
import { type Outlet, ProtocolError, type Wire } from './wire.js'

/** The most requests of one link that wait for us to send; more are dropped. */
const MOST_WAITING = 2000

/** What makes a peer: its torrent, its policies and its name. */
export interface PeerParts {
  readonly geometry: Geometry
  readonly settings: PeerSettings
  readonly choker: Choker
  readonly seedChoker: Choker
  readonly picker: PiecePicker
  readonly random: Random
  /** The info hash, in any form that equals itself. */
  readonly torrent: string
  /** The peer id. */
  readonly id: string
  /** A window of the transport's for the column `Links.eager`. */
  readonly eager?: Uint8Array
}

/**
 * A BitTorrent peer (BEP 3, Cohen 2003) without clock, socket, random source or payload: it is a
 * Wire for what its neighbours say and speaks into an Outlet. A transport gives it a row for each
 * neighbour by `connected`, tells it the time with every word, wakes it at `wakeAt`, pulls blocks
 * to send by `pull`, and answers each `check` by `verified`.
 */
export class Peer implements Wire {
  readonly links: Links
  readonly requests: Requests
  readonly uploads: Uploads
  /** The instant at which `wake` wants to be called, seconds. */
  wakeAt: number
  /** Hears why the choker decided as it did; null costs nothing. */
  recorder: ChokeRecorder | null = null
  /** Payload bytes sent and received, for the tracker. */
  uploadedBytes = 0
  downloadedBytes = 0
  /** Of those received: bytes that were here already. */
  duplicateBytes = 0
  /** Of those received: thrown away because their piece's hash was wrong. */
  corruptBytes = 0
  /** Links that we want something of and that let us download. */
  openDoors = 0

  readonly #parts: PeerParts
  readonly #say: Outlet
  readonly #ids: string[] = []
  readonly #marks: Uint8Array
  /** Interested neighbours that we let download. */
  #served = 0

  constructor(now: number, parts: PeerParts, say: Outlet) {
    const { geometry, settings } = parts
    this.#parts = parts
    this.#say = say
    const steps = Math.max(1, Math.round(settings.rateWindowSeconds / settings.rechokeSeconds))
    this.links = new Links(settings.maxLinks, geometry.pieceCount, steps, parts.eager)
    this.#marks = new Uint8Array(settings.maxLinks)
    const { picker, random } = parts
    this.requests = new Requests(geometry, this.links, picker, settings, say, random)
    this.uploads = new Uploads(this.links)
    this.wakeAt = now + settings.rechokeSeconds
  }

  /** Whether every piece is here. */
  get complete(): boolean {
    return this.requests.ownCount === this.#parts.geometry.pieceCount
  }

  /** The peer comes with this piece; only before its first link. */
  hold(piece: number): void {
    this.requests.hold(piece)
  }

  /** Bytes still to download, for the tracker. */
  get leftBytes(): number {
    const { pieceCount, pieceBytes, sizeBytes } = this.#parts.geometry
    if (this.complete) return 0
    const last = this.requests.own.has(0, pieceCount - 1)
    const whole = this.requests.ownCount - (last ? 1 : 0)
    const lastBytes = last ? sizeBytes - (pieceCount - 1) * pieceBytes : 0
    return sizeBytes - whole * pieceBytes - lastBytes
  }

  /** A connection stands: takes a row for it and greets; -1 if there is no room. */
  connected(now: number): number {
    const link = this.links.take(now)
    if (link >= 0) this.#say.handshake(now, link, this.#parts.torrent, this.#parts.id)
    return link
  }

  handshake(now: number, link: number, torrent: string, id: string): void {
    const { links } = this
    if (links.open[link] === 1) throw new ProtocolError(link, 'a second handshake')
    if (torrent !== this.#parts.torrent) throw new ProtocolError(link, 'another torrent')
    if (id === this.#parts.id) throw new ProtocolError(link, 'a connection to ourselves')
    for (let other = 0; other < links.count; other++) {
      if (links.open[other] === 1 && this.#ids[other] === id) {
        throw new ProtocolError(link, 'a second connection to the same peer')
      }
    }
    this.#ids[link] = id
    links.open[link] = 1
    links.openedAt[link] = now
    if (this.requests.ownCount > 0) this.#say.bitfield(now, link, this.requests.own, 0)
  }

  bitfield(now: number, link: number, pieces: BitTable, row: number): void {
    this.#expectGreeted(link)
    const before = this.links.wanted[link]
    for (let p = pieces.nextSet(row, 0); p >= 0; p = pieces.nextSet(row, p + 1)) {
      this.#note(link, p)
    }
    if (this.#hungUpOnSeed(now, link)) return
    if (before === 0) this.#nowWanted(now, link)
    else this.requests.fill(now, link)
  }

  have(now: number, link: number, piece: number): void {
    this.#expectGreeted(link)
    if (piece < 0 || piece >= this.#parts.geometry.pieceCount) {
      throw new ProtocolError(link, `piece ${piece} of ${this.#parts.geometry.pieceCount}`)
    }
    if (!this.#note(link, piece) || this.#hungUpOnSeed(now, link)) return
    const { links } = this
    if (links.wanted[link] === 1) this.#nowWanted(now, link)
    else if (links.eager[link] === 1) this.requests.fill(now, link)
  }

  choke(now: number, link: number): void {
    const { links, requests } = this
    if (links.choking[link] === 1) return
    if (links.wanted[link] > 0) this.openDoors--
    links.choking[link] = 1
    requests.release(link)
    requests.fill(now, link)
    requests.fillIdle(now)
  }

  unchoke(now: number, link: number): void {
    this.#expectGreeted(link)
    const { links } = this
    if (links.choking[link] === 0) return
    links.choking[link] = 0
    if (links.wanted[link] > 0) this.openDoors++
    this.requests.fill(now, link)
  }

  interested(now: number, link: number): void {
    this.#expectGreeted(link)
    const { links } = this
    if (links.interested[link] === 1) return
    links.interested[link] = 1
    if (links.unchoked[link] === 1) this.#served++
    if (links.unchoked[link] === 1 || this.#served < this.#parts.settings.slots) {
      this.#rechoke(now, false)
    }
  }

  notInterested(now: number, link: number): void {
    const { links } = this
    if (links.interested[link] === 0) return
    links.interested[link] = 0
    if (links.unchoked[link] === 0) return
    this.#served--
    this.#rechoke(now, false)
  }

  request(_now: number, link: number, piece: number, begin: number, length: number): void {
    this.#expectGreeted(link)
    const { geometry } = this.#parts
    const inside = piece >= 0 && piece < geometry.pieceCount && begin >= 0 && length > 0
    if (!inside || begin + length > geometry.bytesOf(piece)) {
      throw new ProtocolError(link, `a request for ${length} bytes at ${begin} of piece ${piece}`)
    }
    // Choked just now, or not yet here: what crossed on the way is no fault.
    if (this.links.unchoked[link] === 0 || !this.requests.own.has(0, piece)) return
    if (this.uploads.waiting(link) < MOST_WAITING) this.uploads.push(link, piece, begin, length)
  }

  cancel(_now: number, link: number, piece: number, begin: number, _length: number): void {
    this.uploads.cancel(link, piece, begin)
  }

  piece(now: number, link: number, piece: number, begin: number, length: number): void {
    this.#expectGreeted(link)
    const { geometry } = this.#parts
    const sound = piece >= 0 && piece < geometry.pieceCount && begin % BLOCK_BYTES === 0
    if (!sound || begin < 0 || begin + length > geometry.bytesOf(piece)) {
      throw new ProtocolError(link, `${length} bytes at ${begin} of piece ${piece}`)
    }
    const { links, requests } = this
    this.downloadedBytes += length
    links.received.add(link, length)
    links.lastBlockAt[link] = now
    links.snubbed[link] = 0
    requests.pipeline.answered(now, link, length)
    if (!requests.received(now, link, piece, begin)) this.duplicateBytes += length
    // The block may have completed us, and the link may be gone with that.
    if (links.taken[link] === 1) requests.fill(now, link)
    if (requests.cancelled) {
      requests.cancelled = false
      requests.fillIdle(now)
    }
  }

  /** The neighbour hung up, or the transport lost it; never called for what we closed ourselves. */
  close(now: number, link: number): void {
    if (this.links.taken[link] === 1) this.#forget(now, link)
  }

  /** Says the oldest block that the link still waits for as `piece`; false if there is none. */
  pull(now: number, link: number): boolean {
    const { uploads } = this
    if (!uploads.pull(link)) return false
    this.uploadedBytes += uploads.length
    this.links.sent.add(link, uploads.length)
    this.#say.piece(now, link, uploads.piece, uploads.begin, uploads.length)
    return true
  }

  /** The answer to `check`: whether the piece's hash is right. */
  verified(now: number, piece: number, ok: boolean): void {
    if (ok) this.#gained(now, piece)
    else this.#spoilt(now, piece)
  }

  /** Ten seconds are over: judges who is snubbing us, and rechokes. */
  wake(now: number): void {
    this.wakeAt = now + this.#parts.settings.rechokeSeconds
    const { links, requests } = this
    const { snubSeconds, rechokeSeconds, rateWindowSeconds } = this.#parts.settings
    const steps = Math.max(1, Math.round(rateWindowSeconds / rechokeSeconds))
    const traffic = this.complete ? links.sent : links.received
    let snubs = 0
    for (let link = 0; link < links.count; link++) {
      links.rate[link] = traffic.sum(link) / (steps * rechokeSeconds)
      if (links.taken[link] === 0 || links.snubbed[link] === 1) continue
      if (this.complete || now - links.lastBlockAt[link] <= snubSeconds) continue
      links.snubbed[link] = 1
      if (links.outstanding[link] === 0) continue
      snubs++
      requests.snub(now, link)
    }
    links.received.roll(links.count)
    links.sent.roll(links.count)
    this.#rechoke(now, true)
    if (snubs > 0) requests.fillIdle(now)
    requests.cancelled = false
  }

  /** Hangs up on a neighbour. */
  hangUp(now: number, link: number): void {
    if (this.links.taken[link] === 0) return
    this.#say.close(now, link)
    this.#forget(now, link)
  }

  /** They hold one piece more; false if that was known. */
  #note(link: number, piece: number): boolean {
    const { links, requests } = this
    if (links.theirs.has(link, piece)) return false
    links.theirs.add(link, piece)
    links.pieces[link]++
    if (this.complete) return true
    this.#parts.picker.gotHave(piece)
    if (!requests.own.has(0, piece)) links.wanted[link]++
    return true
  }

  /** Two seeds have nothing to say to each other. */
  #hungUpOnSeed(now: number, link: number): boolean {
    const useless = this.complete && this.links.pieces[link] === this.#parts.geometry.pieceCount
    if (useless) this.hangUp(now, link)
    return useless
  }

  #nowWanted(now: number, link: number): void {
    const { links } = this
    if (links.wanted[link] === 0) return
    if (links.choking[link] === 0) this.openDoors++
    this.#say.interested(now, link)
    this.requests.fill(now, link)
  }

  #gained(now: number, piece: number): void {
    const { links, requests } = this
    requests.finish(piece)
    const { complete } = this
    for (let link = 0; link < links.count; link++) {
      if (links.open[link] === 0) continue
      this.#say.have(now, link, piece)
      if (!links.theirs.has(link, piece) || --links.wanted[link] > 0) continue
      if (links.choking[link] === 0) this.openDoors--
      this.#say.notInterested(now, link)
      requests.fill(now, link)
    }
    if (complete) this.#becameSeed(now)
  }

  #becameSeed(now: number): void {
    const { links } = this
    const all = this.#parts.geometry.pieceCount
    for (let link = 0; link < links.count; link++) {
      links.eager[link] = 0
      links.snubbed[link] = 0
      if (links.pieces[link] === all) this.hangUp(now, link)
    }
  }

  /** The hash was wrong: one bringer alone is guilty; several are suspects until proven good. */
  #spoilt(now: number, piece: number): void {
    const { links, requests } = this
    const { partials } = requests
    const slot = partials.slot(piece)
    this.corruptBytes += this.#parts.geometry.bytesOf(piece)
    const from = slot * partials.blocksPerPiece
    const owners = partials.owner.slice(from, from + this.#parts.geometry.blocksIn(piece))
    partials.restart(slot)
    const bringers = [...new Set(owners)].map((owner) => RECEIVED - owner)
    const known = bringers.filter((link) => link < links.count && links.taken[link] === 1)
    for (const link of known) links.suspect[link] = 1
    if (bringers.length === 1 && known.length === 1) this.hangUp(now, known[0])
    requests.fillIdle(now)
  }

  #forget(now: number, link: number): void {
    const { links, requests } = this
    if (links.wanted[link] > 0 && links.choking[link] === 0) this.openDoors--
    const served = links.unchoked[link] === 1 && links.interested[link] === 1
    if (served) this.#served--
    this.uploads.clear(link)
    requests.forget(link)
    if (!this.complete) {
      const { theirs } = links
      for (let p = theirs.nextSet(link, 0); p >= 0; p = theirs.nextSet(link, p + 1)) {
        this.#parts.picker.lostHave(p)
      }
    }
    links.release(link)
    requests.fillIdle(now)
    if (served) this.#rechoke(now, false)
  }

  #rechoke(now: number, timed: boolean): void {
    const { links } = this
    const marks = this.#marks
    const choker = this.complete ? this.#parts.seedChoker : this.#parts.choker
    choker.rechoke(now, links, marks, timed, this.recorder)
    this.#served = 0
    for (let link = 0; link < links.count; link++) {
      if (links.open[link] === 0) continue
      if (marks[link] === 1 && links.interested[link] === 1) this.#served++
      if (marks[link] === links.unchoked[link]) continue
      links.unchoked[link] = marks[link]
      if (marks[link] === 1) {
        links.unchokedAt[link] = now
        this.#say.unchoke(now, link)
      } else {
        this.uploads.clear(link)
        this.#say.choke(now, link)
      }
    }
  }

  #expectGreeted(link: number): void {
    if (this.links.open[link] === 0) throw new ProtocolError(link, 'a word before the handshake')
  }
}
