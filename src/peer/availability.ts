import type { BitTable } from '../base/bits.js'
import type { Availability as AvailabilityView } from './policy.js'

/** Binary digits of a count: a piece has at most so many copies, less one, among neighbours. */
const DIGITS = 16

/** Where neighbours' rows are found. */
interface Rows {
  /** Who holds which pieces. */
  readonly holdings: BitTable
  /** 1 = the neighbour on the link has greeted. */
  readonly open: Uint8Array
  /** The row of holdings with what the neighbour on the link holds. */
  seen(link: number): number
}

/**
 * How many neighbours of one peer hold each piece: counted when it is asked for, 32 pieces at a
 * time, so that a `have` costs nothing. The counts of a word of pieces are kept as binary digits,
 * one word a digit, whose bit i is that digit of piece i's count: adding a neighbour's row is a
 * ripple carry, and the rarest pieces are found from the highest digit down.
 */
export class Availability implements AvailabilityView {
  readonly #memory: Rows
  /** Where the rows of the neighbours begin in the table. */
  #rows = new Int32Array(64)
  #rowCount = 0
  /** `DIGITS` words for each word of pieces. */
  readonly #digits: Int32Array
  /** When a word of pieces was counted, as a number of `about` calls. */
  readonly #countedAt: Int32Array
  #calls = 0
  readonly #rarest: Int32Array
  readonly #narrower: Int32Array

  constructor(memory: Rows) {
    const { span } = memory.holdings
    this.#memory = memory
    this.#digits = new Int32Array(span * DIGITS)
    this.#countedAt = new Int32Array(span)
    this.#rarest = new Int32Array(span)
    this.#narrower = new Int32Array(span)
  }

  /** Answers for the neighbours on links `first` to `end` - 1 from now on, as they are now. */
  about(first: number, end: number): this {
    const { holdings, open } = this.#memory
    if (end - first > this.#rows.length) this.#rows = new Int32Array(2 * (end - first))
    this.#rowCount = 0
    this.#calls = (this.#calls + 1) | 0
    for (let link = first; link < end; link++) {
      if (open[link] === 1) {
        this.#rows[this.#rowCount++] = this.#memory.seen(link) * holdings.stride
      }
    }
    return this
  }

  copies(piece: number): number {
    const w = piece >>> 5
    this.#count(w)
    let copies = 0
    for (let digit = 0; digit < DIGITS; digit++) {
      copies += ((this.#digits[w * DIGITS + digit] >>> (piece & 31)) & 1) << digit
    }
    return copies
  }

  rarest(candidates: BitTable, row: number, from: number): Int32Array {
    const { words, stride, span } = candidates
    const rarest = this.#rarest
    const first = from >>> 5
    rarest.fill(0)
    for (let w = first; w < span; w++) {
      const word = words[row * stride + w]
      rarest[w] = w === first ? word & (-1 << (from & 31)) : word
      if (rarest[w] !== 0) this.#count(w)
    }
    const highest = 31 - Math.clz32(this.#rowCount)
    for (let digit = highest; digit >= 0; digit--) this.#narrow(first, span, digit)
    return rarest
  }

  /** Of what is left, keeps the pieces whose digit is 0, if there are any. */
  #narrow(first: number, span: number, digit: number): void {
    const rarest = this.#rarest
    const narrower = this.#narrower
    let any = 0
    for (let w = first; w < span; w++) {
      const word = rarest[w] & ~this.#digits[w * DIGITS + digit]
      narrower[w] = word
      any |= word
    }
    if (any === 0) return
    for (let w = first; w < span; w++) rarest[w] = narrower[w]
  }

  /** Counts the copies of the pieces of word `w`, unless that is done. */
  #count(w: number): void {
    if (this.#countedAt[w] === this.#calls) return
    this.#countedAt[w] = this.#calls
    const { words } = this.#memory.holdings
    const rows = this.#rows
    const digits = this.#digits
    const at = w * DIGITS
    for (let digit = 0; digit < DIGITS; digit++) digits[at + digit] = 0
    for (let i = 0; i < this.#rowCount; i++) {
      let carry = words[rows[i] + w]
      for (let digit = at; carry !== 0; digit++) {
        const both = digits[digit] & carry
        digits[digit] ^= carry
        carry = both
      }
    }
  }
}
