import { BitTable } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { Links } from './links.js'
import type { PeerColumns } from './peer-columns.js'
import type { PeerParts } from './peer-parts.js'
import { NONE } from './pool.js'
import type { Wire } from './wire.js'

/** The table of pieces that have been at a neighbour has one row, behind those of the links. */
const EXTRA_ROWS = 1

/**
 * Super-seeding (BEP 16): a peer that came complete says no bitfield and shows each neighbour one
 * piece, the one that the fewest of the others hold or were shown, ties at random. The next follows
 * when the neighbour has that piece and it is at another neighbour, too. A neighbour that passes
 * nothing on gets nothing further as long as others do.
 *
 * What BEP 16 leaves open: the next follows, too, when there is no other to pass the piece on to,
 * and, judged every ten seconds, when nobody wants any piece shown: two behind NATs, who never
 * meet, would else wait for ever. Once every piece has been at some neighbour all is shown to all,
 * and the peer is a seed like any other.
 *
 * The mode `least-served` is the smart seed of Bharambe, Herley and Padmanabhan 2006 as far as the
 * protocol permits, where it is the leecher who picks: each is shown, one at a time, the piece that
 * was shown to the fewest so far, and the next as soon as it has that one.
 */
export class SuperSeeding {
  /** Whether all is shown to all. */
  isOver = false
  readonly #columns: PeerColumns
  readonly #links: Links
  readonly #random: Random
  readonly #output: Wire
  /** What each link was shown, from the first link on; then the pieces that were at a neighbour. */
  readonly #shown: BitTable
  /** The row of the pieces that were at a neighbour. */
  readonly #spreadRow: number
  #unspreadCount: number
  readonly #leastServed: boolean
  /** Links that hold each piece or were shown it; if least served: that were ever shown it. */
  readonly #copies: Uint16Array
  /** The piece that each link was shown last, or NONE. */
  readonly #current: Int32Array

  constructor({ store, random, settings }: PeerParts, links: Links, output: Wire) {
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
  }

  /** The neighbour has greeted: shows it a first piece. False if it may be told of all. */
  connected(now: number, link: number): boolean {
    if (this.isOver) return false
    this.#showNext(now, link)
    return true
  }

  /** Whether the neighbour cannot know that the piece is here. */
  hides(link: number, piece: number): boolean {
    return !this.isOver && !this.#shown.has(link - this.#links.first, piece)
  }

  /** The neighbour holds a piece that it was not known to hold. */
  onHave(link: number, piece: number): void {
    if (this.isOver) return
    const isShown = this.#shown.has(link - this.#links.first, piece)
    if (!isShown && !this.#leastServed) this.#copies[piece]++
    if (this.#shown.has(this.#spreadRow, piece)) return
    this.#shown.add(this.#spreadRow, piece)
    this.#unspreadCount--
  }

  /** All that the neighbour has told of is noted: shows what is next to whom it is time for. */
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

  /** Ten seconds are over: if nobody wants what is shown, whoever has its piece is shown more. */
  wake(now: number): void {
    if (this.isOver) return
    const { first, end, interested } = this.#links
    for (let link = first; link < end; link++) if (interested[link] === 1) return
    for (let link = first; link < end; link++) {
      const piece = this.#current[link - first]
      if (piece !== NONE && this.#columns.holds(link, piece)) this.#showNext(now, link)
    }
  }

  /** The neighbour is going; its row is still as it was. */
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

  /** Shows the link its next piece, if it has the last one and that is at another, too. */
  #showNextIfDue(now: number, link: number): void {
    const { open } = this.#columns
    const { first, end } = this.#links
    const piece = this.#current[link - first]
    if (piece === NONE || !this.#columns.holds(link, piece)) return
    if (this.#leastServed) {
      this.#showNext(now, link)
      return
    }
    let others = 0
    for (let other = first; other < end; other++) {
      // The row of one that is going is open still, but has no current piece any more.
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
      !this.#shown.has(row, piece) && !this.#columns.holds(link, piece)
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
    this.#show(now, link, piece)
  }

  #show(now: number, link: number, piece: number): void {
    this.#shown.add(link - this.#links.first, piece)
    this.#copies[piece]++
    this.#output.have(now, link, piece)
  }

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
