import { BitTable } from '../base/bits.js'
import type { Random } from '../base/random.js'
import { BLOCK_BYTES, type Geometry } from './geometry.js'
import type { Links } from './links.js'
import { Partials, RECEIVED, RECEIVED_FROM_STRANGER, UNASKED } from './partials.js'
import { Pipeline } from './pipeline.js'
import type { PiecePicker } from './policy.js'
import type { PeerSettings } from './settings.js'
import type { Outlet } from './wire.js'

const NONE = -1

/**
 * Which block is asked of whom: random first piece, strict priority, the picker's choice, endgame,
 * the depth of each link's pipeline, and asking elsewhere at once what a link fails to bring.
 */
export class Requests {
  /** The pieces that are here and checked: row 0. */
  readonly own: BitTable
  /** How many those are. */
  ownCount = 0
  readonly partials: Partials
  readonly pipeline: Pipeline

  readonly #geometry: Geometry
  readonly #links: Links
  readonly #picker: PiecePicker
  readonly #settings: PeerSettings
  readonly #say: Outlet
  readonly #random: Random
  /** The pieces neither here nor begun: row 0. */
  readonly #open: BitTable
  #openCount: number
  readonly #candidates: BitTable
  /** Whether a cancel has made room on some link since this was last looked at and cleared. */
  cancelled = false

  constructor(
    geometry: Geometry,
    links: Links,
    picker: PiecePicker,
    settings: PeerSettings,
    say: Outlet,
    random: Random,
  ) {
    this.#geometry = geometry
    this.#links = links
    this.#picker = picker
    this.#settings = settings
    this.#say = say
    this.#random = random
    this.own = new BitTable(1, geometry.pieceCount)
    this.#open = new BitTable(1, geometry.pieceCount)
    this.#open.fill(0)
    this.#openCount = geometry.pieceCount
    this.#candidates = new BitTable(1, geometry.pieceCount)
    this.partials = new Partials(geometry)
    this.pipeline = new Pipeline(links.capacity, settings.pipeline)
  }

  /** The peer comes with this piece. */
  hold(piece: number): void {
    this.own.add(0, piece)
    this.ownCount++
    this.#open.remove(0, piece)
    this.#openCount--
  }

  /** Asks the link for as many blocks as its pipeline permits. */
  fill(now: number, link: number): void {
    const links = this.#links
    if (links.choking[link] === 1 || links.wanted[link] === 0) {
      this.#markEager(link)
      return
    }
    const depth = this.pipeline.depth(link, links.snubbed[link] === 1)
    while (links.outstanding[link] < depth && this.#askOne(now, link));
    links.eager[link] = links.outstanding[link] < depth ? 1 : 0
  }

  /** Fills every link that may be asked and had nothing more to ask. */
  fillIdle(now: number): void {
    const { count, eager, choking } = this.#links
    for (let link = 0; link < count; link++) {
      if (eager[link] === 1 && choking[link] === 0) this.fill(now, link)
    }
  }

  /** Whether the block is still missing and its piece begun. */
  lacks(piece: number, block: number): boolean {
    const slot = this.partials.slot(piece)
    const cell = slot * this.partials.blocksPerPiece + block
    return slot !== NONE && this.partials.owner[cell] > RECEIVED
  }

  /** A block has come; returns whether it was still missing. Asks nothing new of the link itself. */
  received(now: number, link: number, piece: number, begin: number): boolean {
    const { partials } = this
    const { outstanding } = this.#links
    const slot = partials.slot(piece)
    if (slot === NONE) return false
    const block = begin / BLOCK_BYTES
    const cell = slot * partials.blocksPerPiece + block
    const owner = partials.owner[cell]
    if (owner <= RECEIVED) return false
    if (owner === link || partials.removeExtra(cell, link)) outstanding[link]--
    partials.receive(slot, block, link)
    if (owner >= 0 && owner !== link) this.#cancel(now, owner, piece, begin)
    for (let other = partials.takeExtra(cell); other !== NONE; other = partials.takeExtra(cell)) {
      this.#cancel(now, other, piece, begin)
    }
    if (partials.missing[slot] === 0) this.#say.check(now, piece)
    else if (this.#settings.endgame.scope === 'piece') this.#endgameOfPiece(now, slot)
    return true
  }

  /** The link chokes us or is gone: what it was asked for is missing again. */
  release(link: number): void {
    if (this.#links.outstanding[link] === 0 && this.#links.suspect[link] === 0) return
    const { partials } = this
    for (let at = 0; at < partials.count; at++) {
      const slot = partials.order[at]
      if (partials.sole[slot] === link) partials.sole[slot] = NONE
      for (let block = 0; block < this.#geometry.blocksIn(partials.pieceOf[slot]); block++) {
        this.#releaseBlock(slot, block, link)
      }
    }
    this.#links.outstanding[link] = 0
  }

  /** The link has been silent for too long: others may bring what it was asked for, bar a probe. */
  snub(now: number, link: number): void {
    const { partials } = this
    let probed = false
    for (let at = 0; at < partials.count; at++) {
      const slot = partials.order[at]
      const piece = partials.pieceOf[slot]
      for (let block = 0; block < this.#geometry.blocksIn(piece); block++) {
        const cell = slot * partials.blocksPerPiece + block
        if (!partials.isAskedOf(cell, link)) continue
        this.#releaseBlock(slot, block, link)
        if (!probed) {
          // The probe stays asked of the silent link, but no longer keeps the block from others.
          partials.addExtra(cell, link)
          probed = true
        } else this.#cancel(now, link, piece, block * BLOCK_BYTES)
      }
    }
  }

  /** The link is gone for good: its row may be another's soon. */
  forget(link: number): void {
    this.release(link)
    const { partials } = this
    for (let at = 0; at < partials.count; at++) {
      const from = partials.order[at] * partials.blocksPerPiece
      for (let cell = from; cell < from + partials.blocksPerPiece; cell++) {
        if (partials.owner[cell] === RECEIVED - link) partials.owner[cell] = RECEIVED_FROM_STRANGER
      }
    }
    this.pipeline.reset(link)
  }

  /** The piece is whole and its hash is right. */
  finish(piece: number): void {
    const slot = this.partials.slot(piece)
    const sole = this.partials.sole[slot]
    if (sole !== NONE) this.#links.suspect[sole] = 0
    this.partials.finish(slot)
    this.own.add(0, piece)
    this.ownCount++
  }

  /** Asks the link for one block more; false if there is none that it could bring. */
  #askOne(now: number, link: number): boolean {
    const { partials } = this
    const suspect = this.#links.suspect[link] === 1
    if (this.#settings.strictPriority || suspect) {
      const slot = this.#startedPiece(link, suspect)
      if (slot !== NONE) return this.#ask(now, link, slot)
    }
    if (this.#openCount > 0) {
      const piece = this.#newPiece(link)
      if (piece !== NONE) {
        const slot = partials.start(piece)
        if (suspect) partials.sole[slot] = link
        return this.#ask(now, link, slot)
      }
    }
    if (suspect) return false
    if (!this.#settings.strictPriority) {
      const slot = this.#startedPiece(link, false)
      if (slot !== NONE) return this.#ask(now, link, slot)
    }
    const endgame =
      this.#settings.endgame.scope === 'torrent' &&
      this.#openCount === 0 &&
      partials.unaskedTotal === 0
    return endgame && this.#askAgain(now, link)
  }

  #ask(now: number, link: number, slot: number): boolean {
    const { partials } = this
    const block = partials.nextUnasked(slot)
    partials.ask(slot, block, link)
    this.#sayRequest(now, link, partials.pieceOf[slot], block)
    return true
  }

  #sayRequest(now: number, link: number, piece: number, block: number): void {
    const { outstanding } = this.#links
    this.pipeline.asked(now, link, outstanding[link])
    outstanding[link]++
    const length = this.#geometry.blockBytes(piece, block)
    this.#say.request(now, link, piece, block * BLOCK_BYTES, length)
  }

  /** The oldest started piece that the link holds and that has a block to ask for. */
  #startedPiece(link: number, suspect: boolean): number {
    const { partials } = this
    if (partials.unaskedTotal === 0) return NONE
    const { theirs } = this.#links
    const { mode, neighbours } = this.#settings.pipeline
    for (let at = 0; at < partials.count; at++) {
      const slot = partials.order[at]
      if (partials.unasked[slot] === 0) continue
      if (suspect ? partials.sole[slot] !== link : partials.sole[slot] !== NONE) continue
      const asked = partials.missing[slot] - partials.unasked[slot]
      if (mode === 'spread' && asked >= neighbours) continue
      if (theirs.has(link, partials.pieceOf[slot])) return slot
    }
    return NONE
  }

  #newPiece(link: number): number {
    const candidates = this.#candidates
    if (!candidates.meet(this.#links.theirs, link, this.#open, 0)) return NONE
    const piece =
      this.ownCount < this.#settings.randomFirstPieces
        ? candidates.select(0, this.#random.below(candidates.count(0)))
        : this.#picker.next(candidates)
    this.#open.remove(0, piece)
    this.#openCount--
    return piece
  }

  /** Endgame: asks the link, too, for a block that others were asked for (Cohen 2003, 2.4.4). */
  #askAgain(now: number, link: number): boolean {
    const { partials } = this
    const { theirs } = this.#links
    const first = this.#random.below(Math.max(1, partials.count))
    for (let i = 0; i < partials.count; i++) {
      const slot = partials.order[(first + i) % partials.count]
      const piece = partials.pieceOf[slot]
      if (partials.missing[slot] === 0 || partials.sole[slot] !== NONE) continue
      if (!theirs.has(link, piece)) continue
      const blocks = this.#geometry.blocksIn(piece)
      const start = this.#random.below(blocks)
      for (let k = 0; k < blocks; k++) {
        const block = (start + k) % blocks
        if (this.#askBlockAgain(now, link, slot, block)) return true
      }
    }
    return false
  }

  #askBlockAgain(now: number, link: number, slot: number, block: number): boolean {
    const { partials } = this
    const cell = slot * partials.blocksPerPiece + block
    if (partials.owner[cell] <= UNASKED || partials.isAskedOf(cell, link)) return false
    partials.addExtra(cell, link)
    this.#sayRequest(now, link, partials.pieceOf[slot], block)
    return true
  }

  /** Endgame within a piece: its last blocks are asked of everybody who may bring them. */
  #endgameOfPiece(now: number, slot: number): void {
    const { partials } = this
    const piece = partials.pieceOf[slot]
    const blocks = this.#geometry.blocksIn(piece)
    const few = Math.max(1, Math.floor(blocks * this.#settings.endgame.threshold))
    if (partials.missing[slot] > few || partials.unasked[slot] > 0) return
    if (partials.sole[slot] !== NONE) return
    const { count, choking, taken, suspect, theirs } = this.#links
    for (let link = 0; link < count; link++) {
      if (taken[link] === 0 || choking[link] === 1 || suspect[link] === 1) continue
      if (!theirs.has(link, piece)) continue
      for (let block = 0; block < blocks; block++) this.#askBlockAgain(now, link, slot, block)
    }
  }

  #releaseBlock(slot: number, block: number, link: number): void {
    const { partials } = this
    const cell = slot * partials.blocksPerPiece + block
    if (partials.owner[cell] !== link) {
      partials.removeExtra(cell, link)
      return
    }
    // An extra becomes the owner; without one the block is missing again.
    const heir = partials.takeExtra(cell)
    if (heir === NONE) partials.release(slot, block)
    else partials.owner[cell] = heir
  }

  #cancel(now: number, link: number, piece: number, begin: number): void {
    this.#links.outstanding[link]--
    const length = this.#geometry.blockBytes(piece, begin / BLOCK_BYTES)
    this.#say.cancel(now, link, piece, begin, length)
    this.cancelled = true
    this.#links.eager[link] = 1
  }

  #markEager(link: number): void {
    const { choking, wanted, eager } = this.#links
    const complete = this.ownCount === this.#geometry.pieceCount
    eager[link] = !complete && (wanted[link] === 0 || choking[link] === 0) ? 1 : 0
  }
}
