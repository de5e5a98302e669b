import { BitTable } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { Links } from './links.js'
import type { PeerColumns } from './peer-columns.js'
import type { PeerParts } from './peer-parts.js'
import { NONE } from './pool.js'
import type { PeerOutput } from './wire.js'

/** Rows of the table after those of the links: one, for pieces that some neighbour has held. */
const EXTRA_ROWS = 1

/**
 * Super-seeding (BEP 16). A peer that arrives complete sends no bitfield and announces one piece at
 * a time to each neighbour. It chooses the piece that the fewest others hold or were shown; ties
 * are broken at random. The next piece follows when the neighbour has this one and another
 * neighbour has it, too. A neighbour that uploads nothing gets no more pieces while others upload.
 *
 * BEP 16 leaves some cases open. The next piece also follows if there is no other neighbour that
 * could get this one. Every ten seconds, it also follows if nobody is interested in any piece
 * shown. Otherwise two neighbours behind NATs, which cannot connect, would wait for ever. In both
 * cases, a neighbour that has lost interest has its piece: where pieces flow one way, it never
 * announces any. Once some neighbour has held each piece, the peer announces all to all and is an
 * ordinary seed.
 *
 * The mode `least-served` is the smart seed of Bharambe, Herley and Padmanabhan 2006, as far as the
 * protocol permits: here the leecher picks. Each neighbour is shown one piece at a time, the one
 * shown to the fewest so far. The next follows as soon as the neighbour has it.
 */
export class SuperSeeding {
  /** Whether every piece is shown to every neighbour. */
  isOver = false
  readonly #columns: PeerColumns
  readonly #links: Links
  readonly #random: Random
  readonly #output: PeerOutput
  /** A row of the pieces shown to each link; then the row of pieces that a neighbour has held. */
  readonly #shown: BitTable
  /** The row of the pieces that some neighbour has held. */
  readonly #spreadRow: number
  /** How many pieces no neighbour has held yet. */
  #unspreadCount: number
  readonly #leastServed: boolean
  /** How many links hold or were shown each piece; if least served: how many were ever shown it. */
  readonly #copies: Uint16Array
  /** The piece that each link was shown last, or NONE. */
  readonly #current: Int32Array
  /** For each link: 1 = it may not know that piece yet: no interest and no `wake` since then. */
  readonly #isFresh: Uint8Array

  constructor({ store, random, settings }: PeerParts, links: Links, output: PeerOutput) {
    const { pieceCount } = store.columns.geometry
    this.#columns = store.columns
    this.#links = links
    this.#random = random
    this.#output = output
    this.#leastServed = settings.superSeeding === 'least-served'
    this.#shown = new BitTable(links.capacity + EXTRA_ROWS, pieceCount)
    this.#spreadRow = links.capacity
    this.#unspreadCount = pieceCount
    this.#copies = new Uint16Array(pieceCount)
    this.#current = new Int32Array(links.capacity).fill(NONE)
    this.#isFresh = new Uint8Array(links.capacity)
  }

  /** Shows a first piece to a new neighbour; false if it may get the whole bitfield. */
  connected(now: number, link: number): boolean {
    if (this.isOver) return false
    this.#showNext(now, link)
    return true
  }

  /** More pieces may be announced to the neighbour: shows one, if it has none to get. */
  mayAnnounceMore(now: number, link: number): void {
    if (this.isOver) return
    const piece = this.#current[link - this.#links.first]
    if (piece === NONE || this.#columns.holds(link, piece)) this.#showNext(now, link)
  }

  /** Shows a piece that the neighbour has asked for by its number, unless it was shown. */
  reveal(now: number, link: number, piece: number): void {
    if (this.hides(link, piece)) this.#show(now, link, piece)
  }

  /** Tells whether the piece is still hidden from the neighbour. */
  hides(link: number, piece: number): boolean {
    return !this.isOver && !this.#shown.has(link - this.#links.first, piece)
  }

  /** Counts a piece that the neighbour has just announced. */
  onHave(link: number, piece: number): void {
    if (this.isOver) return
    const isShown = this.#shown.has(link - this.#links.first, piece)
    if (!isShown && !this.#leastServed) this.#copies[piece]++
    if (this.#shown.has(this.#spreadRow, piece)) return
    this.#shown.add(this.#spreadRow, piece)
    this.#unspreadCount--
  }

  /** Shows the next pieces that are due, after `onHave` for all that the neighbour announced. */
  showDue(now: number, link: number): void {
    if (this.isOver) return
    if (this.#unspreadCount === 0) {
      this.#showAll(now)
      return
    }
    const { first, end } = this.#links
    for (let other = first; other < end; other++) {
      const piece = this.#current[other - first]
      if (piece !== NONE && this.#columns.holds(link, piece)) this.#showNextIfDue(now, other)
    }
  }

  /** The neighbour has become interested, or lost interest. */
  interestChanged(now: number, link: number, isInterested: boolean): void {
    const isKnown = this.#isFresh[link - this.#links.first] === 0
    if (isInterested) this.#isFresh[link - this.#links.first] = 0
    else if (!this.isOver && isKnown) this.#showNextIfDue(now, link, true)
  }

  /** Runs every ten seconds. If nobody is interested, shows more to all that have their piece. */
  wake(now: number): void {
    if (this.isOver) return
    const { first, end, interested } = this.#links
    let isWanted = false
    for (let link = first; link < end; link++) isWanted ||= interested[link] === 1
    for (let link = first; link < end; link++) {
      const isFresh = this.#isFresh[link - first] === 1
      this.#isFresh[link - first] = 0
      const piece = this.#current[link - first]
      if (isWanted || piece === NONE) continue
      if (!isFresh || this.#columns.holds(link, piece)) this.#showNext(now, link)
    }
  }

  /** Forgets a neighbour that disconnects; the columns still have its row. */
  disconnected(now: number, link: number): void {
    if (this.isOver) return
    const { geometry } = this.#columns
    const { first, end } = this.#links
    const row = link - first
    for (let piece = 0; piece < geometry.pieceCount && !this.#leastServed; piece++) {
      if (this.#shown.has(row, piece) || this.#columns.holds(link, piece)) this.#copies[piece]--
    }
    this.#shown.clear(row)
    this.#current[row] = NONE
    for (let other = first; other < end; other++) this.#showNextIfDue(now, other)
  }

  /**
   * Shows the link its next piece if it has the last one (`isDone`, or as announced) and another
   * neighbour has that, too.
   */
  #showNextIfDue(now: number, link: number, isDone = false): void {
    const { open } = this.#columns
    const { first, end } = this.#links
    const piece = this.#current[link - first]
    if (piece === NONE || !(isDone || this.#columns.holds(link, piece))) return
    if (this.#leastServed) {
      this.#showNext(now, link)
      return
    }
    let others = 0
    for (let other = first; other < end; other++) {
      // A neighbour that disconnects is still marked open, but has no current piece.
      if (other === link || open[other] === 0 || this.#current[other - first] === NONE) continue
      others++
      if (this.#columns.holds(other, piece)) others = Number.NEGATIVE_INFINITY
    }
    if (others <= 0) this.#showNext(now, link)
  }

  /** Shows the link the rarest piece that it neither holds nor was shown. */
  #showNext(now: number, link: number): void {
    const { geometry } = this.#columns
    const row = link - this.#links.first
    const isNew = (piece: number) =>
      !this.#shown.has(row, piece) &&
      !this.#columns.holds(link, piece) &&
      this.#output.mayAnnounce?.(link, piece) !== false
    let fewest = Number.POSITIVE_INFINITY
    let equals = 0
    for (let piece = 0; piece < geometry.pieceCount; piece++) {
      if (this.#copies[piece] > fewest || !isNew(piece)) continue
      if (this.#copies[piece] < fewest) equals = 0
      fewest = this.#copies[piece]
      equals++
    }
    if (equals === 0) return
    let left = this.#random.below(equals)
    let piece = 0
    while (this.#copies[piece] !== fewest || !isNew(piece) || left-- > 0) piece++
    this.#current[row] = piece
    this.#isFresh[row] = 1
    this.#show(now, link, piece)
  }

  /** Announces the piece to the link. */
  #show(now: number, link: number, piece: number): void {
    this.#shown.add(link - this.#links.first, piece)
    this.#copies[piece]++
    this.#output.have(now, link, piece)
  }

  /** Ends super-seeding: announces every piece to every neighbour. */
  #showAll(now: number): void {
    const { open, geometry } = this.#columns
    this.isOver = true
    const { first, end } = this.#links
    for (let link = first; link < end; link++) {
      if (open[link] === 0) continue
      for (let piece = 0; piece < geometry.pieceCount; piece++) {
        const known = this.#shown.has(link - first, piece) || this.#columns.holds(link, piece)
        if (!known) this.#show(now, link, piece)
      }
    }
  }
}
