import type { Geometry } from './geometry.js'

/** The state of a block that nobody is asked for. */
export const UNASKED = -1
/** At or below this, the block is here; `RECEIVED - link` names who brought it. */
export const RECEIVED = -2
/** The block is here, from a neighbour that has gone since. */
export const RECEIVED_FROM_STRANGER = -32768

const NONE = -1

/**
 * The pieces that are begun and not yet whole: for each block, which link it is asked of or came
 * from. Blocks that endgame asks of several links have the first in `owner` and the others in a
 * chain of extras.
 */
export class Partials {
  /** Slots in use, oldest first: `order[0]` to `order[count - 1]`. */
  count = 0
  order = new Int32Array(4)
  /** Blocks that nobody is asked for, over all slots. */
  unaskedTotal = 0
  /** A slot's piece, blocks nobody is asked for, blocks not here, and the link it is kept for. */
  pieceOf = new Int32Array(4)
  unasked = new Int32Array(4)
  missing = new Int32Array(4)
  sole = new Int16Array(4).fill(NONE)
  /** A cell a block: cell = slot * blocksPerPiece + block. */
  owner: Int16Array
  readonly blocksPerPiece: number

  readonly #geometry: Geometry
  /** Slot of each piece, or -1. */
  readonly #slotOf: Int16Array
  #cursor = new Int32Array(4)
  #extraHead: Int16Array
  /** Pool of extras: link, next. */
  #extras = new Int16Array(0)
  #freeExtra = NONE

  constructor(geometry: Geometry) {
    this.#geometry = geometry
    this.blocksPerPiece = geometry.blocksPerPiece
    this.#slotOf = new Int16Array(geometry.pieceCount).fill(NONE)
    this.owner = new Int16Array(4 * this.blocksPerPiece)
    this.#extraHead = new Int16Array(4 * this.blocksPerPiece).fill(NONE)
    this.order.set([0, 1, 2, 3])
  }

  /** The slot of a begun piece, or -1. */
  slot(piece: number): number {
    return this.#slotOf[piece]
  }

  /** Begins a piece; returns its slot. */
  start(piece: number): number {
    if (this.count === this.order.length) this.#grow()
    const slot = this.order[this.count++]
    this.#slotOf[piece] = slot
    this.pieceOf[slot] = piece
    this.unaskedTotal += this.#reset(slot)
    return slot
  }

  /** Forgets a slot: its piece is whole and checked. */
  finish(slot: number): void {
    const { order } = this
    let at = 0
    while (order[at] !== slot) at++
    order.copyWithin(at, at + 1, this.count)
    order[--this.count] = slot
    this.#slotOf[this.pieceOf[slot]] = NONE
  }

  /** Begins a slot's piece anew: its hash failed. */
  restart(slot: number): void {
    this.unaskedTotal += this.#reset(slot)
  }

  /** The first block of the slot that nobody is asked for; the slot must have one. */
  nextUnasked(slot: number): number {
    const at = slot * this.blocksPerPiece
    let block = this.#cursor[slot]
    while (this.owner[at + block] !== UNASKED) block++
    this.#cursor[slot] = block
    return block
  }

  /** The block is asked of the link. */
  ask(slot: number, block: number, link: number): void {
    this.owner[slot * this.blocksPerPiece + block] = link
    this.unasked[slot]--
    this.unaskedTotal--
  }

  /** The block is asked of its owner no more. */
  release(slot: number, block: number): void {
    this.owner[slot * this.blocksPerPiece + block] = UNASKED
    this.unasked[slot]++
    this.unaskedTotal++
    if (block < this.#cursor[slot]) this.#cursor[slot] = block
  }

  /** The block has come from the link, asked of it or not. */
  receive(slot: number, block: number, link: number): void {
    const cell = slot * this.blocksPerPiece + block
    if (this.owner[cell] === UNASKED) {
      this.unasked[slot]--
      this.unaskedTotal--
    }
    this.owner[cell] = RECEIVED - link
    this.missing[slot]--
  }

  /** Whether the block is asked of the link, as the first or as an extra. */
  isAskedOf(cell: number, link: number): boolean {
    if (this.owner[cell] === link) return true
    let extra = this.#extraHead[cell]
    while (extra !== NONE && this.#extras[extra] !== link) extra = this.#extras[extra + 1]
    return extra !== NONE
  }

  /** The block is asked of one link more. */
  addExtra(cell: number, link: number): void {
    if (this.#freeExtra === NONE) this.#growExtras()
    const extra = this.#freeExtra
    this.#freeExtra = this.#extras[extra + 1]
    this.#extras[extra] = link
    this.#extras[extra + 1] = this.#extraHead[cell]
    this.#extraHead[cell] = extra
  }

  /** Takes out one extra of the cell and returns its link, -1 when there are none left. */
  takeExtra(cell: number): number {
    const extra = this.#extraHead[cell]
    return extra === NONE ? NONE : this.#unchain(cell, NONE, extra)
  }

  /** Takes the link out of the cell's extras; returns whether it was there. */
  removeExtra(cell: number, link: number): boolean {
    let before = NONE
    let extra = this.#extraHead[cell]
    while (extra !== NONE) {
      if (this.#extras[extra] === link) {
        this.#unchain(cell, before, extra)
        return true
      }
      before = extra
      extra = this.#extras[extra + 1]
    }
    return false
  }

  #unchain(cell: number, before: number, extra: number): number {
    const next = this.#extras[extra + 1]
    if (before === NONE) this.#extraHead[cell] = next
    else this.#extras[before + 1] = next
    this.#extras[extra + 1] = this.#freeExtra
    this.#freeExtra = extra
    return this.#extras[extra]
  }

  #reset(slot: number): number {
    const blocks = this.#geometry.blocksIn(this.pieceOf[slot])
    const at = slot * this.blocksPerPiece
    this.owner.fill(UNASKED, at, at + blocks)
    this.unasked[slot] = blocks
    this.missing[slot] = blocks
    this.sole[slot] = NONE
    this.#cursor[slot] = 0
    return blocks
  }

  #grow(): void {
    const old = this.order.length
    this.order = longer(this.order, new Int32Array(old * 2))
    for (let i = old; i < old * 2; i++) this.order[i] = i
    this.pieceOf = longer(this.pieceOf, new Int32Array(old * 2))
    this.unasked = longer(this.unasked, new Int32Array(old * 2))
    this.missing = longer(this.missing, new Int32Array(old * 2))
    this.#cursor = longer(this.#cursor, new Int32Array(old * 2))
    this.sole = longer(this.sole, new Int16Array(old * 2).fill(NONE))
    const cells = old * 2 * this.blocksPerPiece
    this.owner = longer(this.owner, new Int16Array(cells))
    this.#extraHead = longer(this.#extraHead, new Int16Array(cells).fill(NONE))
  }

  #growExtras(): void {
    const old = this.#extras.length
    this.#extras = longer(this.#extras, new Int16Array(Math.max(32, old * 2)))
    for (let extra = this.#extras.length - 2; extra >= old; extra -= 2) {
      this.#extras[extra + 1] = this.#freeExtra
      this.#freeExtra = extra
    }
  }
}

function longer<T extends Int32Array | Int16Array>(from: T, to: T): T {
  to.set(from)
  return to
}
