import type { Geometry } from './geometry.js'
import { NONE, Pool } from './pool.js'

/** The state of a block that nobody is asked for. */
export const UNREQUESTED = -1
/** At or below this, the block is here; `RECEIVED - link` names who brought it. */
export const RECEIVED = -2
/** The block is here, from a neighbour that has gone since. */
export const RECEIVED_FROM_GONE = -0x40000000

/** In a record: the piece. */
export const PIECE = 0
/** In a record: its blocks that nobody is asked for. */
export const UNREQUESTED_COUNT = 1
/** In a record: its blocks that are not here. */
export const MISSING = 2
/** The link that the piece is kept for, or -1. */
export const EXCLUSIVE = 3
/** Where to look for the first block that nobody is asked for. */
const CURSOR = 4
/** In a record: requests for blocks of it besides the first of each. */
export const EXTRAS = 5
/** The piece that its peer started next. */
export const NEXT = 6
/** The number of the list that it is in and 1, so that a remembered record can be told; 0: none. */
const LIST = 7
/** From here on a word a block: UNREQUESTED, the link that it is asked of, or who brought it. */
export const OWNERS = 8

/** Words of an extra request: link, block, the next one of the piece. */
const EXTRA_NEXT = 2

/** The started pieces of one peer, oldest first: the first and the last, and what they lack. */
export interface PartialList {
  first: number
  last: number
  /** Blocks that nobody is asked for. */
  unrequested: number
  /** No record before this one has such a block. */
  firstUnrequested: number
  /** A number of its own. */
  readonly number: number
}

/**
 * The pieces that are begun and not yet whole, of all peers in one pool: for each block, which
 * link it is asked of or came from. Blocks that endgame asks of several links have the first as
 * owner and the others in a chain of extras.
 */
export class PartialPieces {
  readonly #geometry: Geometry
  readonly #pool: Pool
  readonly #extras = new Pool(3)
  /** Where the extras of a record begin: its index / stride. */
  #extraHeads = new Int32Array(0)

  constructor(geometry: Geometry) {
    this.#geometry = geometry
    this.#pool = new Pool(OWNERS + geometry.blocksPerPiece + 1)
  }

  /** The words of all records; another array after a `start`. */
  get words(): Int32Array {
    return this.#pool.words
  }

  /** The record of a piece that the peer has begun, or NONE; `guess` is a record that it may be. */
  find(list: PartialList, piece: number, guess: number): number {
    const { words } = this.#pool
    if (words[guess + PIECE] === piece && words[guess + LIST] === list.number + 1) return guess
    let at = list.first
    while (at !== NONE && words[at + PIECE] !== piece) at = words[at + NEXT]
    return at
  }

  /** Begins a piece; returns its record. */
  start(list: PartialList, piece: number): number {
    const at = this.#pool.take()
    const { words } = this.#pool
    words[at + PIECE] = piece
    words[at + NEXT] = NONE
    words[at + EXTRAS] = 0
    words[at + LIST] = list.number + 1
    if (list.first === NONE) list.first = at
    else words[list.last + NEXT] = at
    list.last = at
    if (list.firstUnrequested === NONE) list.firstUnrequested = at
    this.#reset(list, at)
    return at
  }

  /** Begins the piece anew: nothing of it is here and nobody is asked. */
  restart(list: PartialList, at: number): void {
    this.#reset(list, at)
    list.firstUnrequested = list.first
  }

  #reset(list: PartialList, at: number): void {
    const { words } = this.#pool
    const blocks = this.#geometry.blocksIn(words[at + PIECE])
    words.fill(UNREQUESTED, at + OWNERS, at + OWNERS + blocks)
    words[at + UNREQUESTED_COUNT] = blocks
    words[at + MISSING] = blocks
    words[at + EXCLUSIVE] = NONE
    words[at + CURSOR] = 0
    list.unrequested += blocks
  }

  /** Forgets a piece that is whole. */
  finish(list: PartialList, at: number): void {
    const { words } = this.#pool
    let before = NONE
    for (let other = list.first; other !== at; other = words[other + NEXT]) before = other
    const next = words[at + NEXT]
    if (before === NONE) list.first = next
    else words[before + NEXT] = next
    if (list.last === at) list.last = before
    if (list.firstUnrequested === at) list.firstUnrequested = next
    words[at + LIST] = 0
    this.#pool.give(at)
  }

  /** The first record from `list.hungry` on that has a block to ask for, or NONE. */
  findUnrequested(list: PartialList): number {
    const { words } = this.#pool
    while (
      list.firstUnrequested !== NONE &&
      words[list.firstUnrequested + UNREQUESTED_COUNT] === 0
    ) {
      list.firstUnrequested = words[list.firstUnrequested + NEXT]
    }
    return list.firstUnrequested
  }

  /** Forgets all pieces of a peer. */
  clear(list: PartialList): void {
    while (list.first !== NONE) {
      for (let block = 0; block < this.#geometry.blocksPerPiece; block++) {
        while (this.takeExtra(list.first, block) !== NONE);
      }
      this.finish(list, list.first)
    }
    list.unrequested = 0
  }

  /** The first block of the piece that nobody is asked for; there must be one. */
  nextUnrequested(at: number): number {
    const { words } = this.#pool
    let block = words[at + CURSOR]
    while (words[at + OWNERS + block] !== UNREQUESTED) block++
    words[at + CURSOR] = block
    return block
  }

  /** The block is asked of the link. */
  request(list: PartialList, at: number, block: number, link: number): void {
    const { words } = this.#pool
    words[at + OWNERS + block] = link
    words[at + UNREQUESTED_COUNT]--
    list.unrequested--
  }

  /** The block is asked of its owner no more. */
  release(list: PartialList, at: number, block: number): void {
    const { words } = this.#pool
    words[at + OWNERS + block] = UNREQUESTED
    words[at + UNREQUESTED_COUNT]++
    list.unrequested++
    list.firstUnrequested = list.first
    if (block < words[at + CURSOR]) words[at + CURSOR] = block
  }

  /** The block has come from the link, asked of it or not. */
  receive(list: PartialList, at: number, block: number, link: number): void {
    const { words } = this.#pool
    if (words[at + OWNERS + block] === UNREQUESTED) {
      words[at + UNREQUESTED_COUNT]--
      list.unrequested--
    }
    words[at + OWNERS + block] = RECEIVED - link
    words[at + MISSING]--
  }

  /** Whether the block is asked of the link, as its owner or as an extra. */
  isRequestedFrom(at: number, block: number, link: number): boolean {
    const { words } = this.#pool
    if (words[at + OWNERS + block] === link) return true
    if (words[at + EXTRAS] === 0) return false
    const extras = this.#extras.words
    let extra = this.#extraHeads[this.#head(at)]
    while (extra !== NONE && (extras[extra] !== link || extras[extra + 1] !== block)) {
      extra = extras[extra + EXTRA_NEXT]
    }
    return extra !== NONE
  }

  /** Of how many links the block is asked besides its owner. */
  extrasOf(at: number, block: number): number {
    let left = this.#pool.words[at + EXTRAS]
    if (left === 0) return 0
    const extras = this.#extras.words
    let many = 0
    for (let extra = this.#extraHeads[this.#head(at)]; left > 0; left--) {
      if (extras[extra + 1] === block) many++
      extra = extras[extra + EXTRA_NEXT]
    }
    return many
  }

  /** The block is asked of one link more. */
  addExtra(at: number, block: number, link: number): void {
    const extra = this.#extras.take()
    const extras = this.#extras.words
    const head = this.#head(at)
    if (head >= this.#extraHeads.length) this.#growHeads()
    const first = this.#pool.words[at + EXTRAS]++ === 0
    extras[extra] = link
    extras[extra + 1] = block
    extras[extra + EXTRA_NEXT] = first ? NONE : this.#extraHeads[head]
    this.#extraHeads[head] = extra
  }

  /** Takes out one extra request for the block and returns its link, NONE if there is none. */
  takeExtra(at: number, block: number): number {
    return this.#unchain(at, block, NONE)
  }

  /** Takes the link out of the block's extras; returns whether it was there. */
  removeExtra(at: number, block: number, link: number): boolean {
    return this.#unchain(at, block, link) !== NONE
  }

  /** Takes out the first extra of the block, of this link or of any, and returns its link. */
  #unchain(at: number, block: number, link: number): number {
    if (this.#pool.words[at + EXTRAS] === 0) return NONE
    const extras = this.#extras.words
    const head = this.#head(at)
    let before = NONE
    let extra = this.#extraHeads[head]
    while (extra !== NONE) {
      const found = extras[extra + 1] === block && (link === NONE || extras[extra] === link)
      if (found) break
      before = extra
      extra = extras[extra + EXTRA_NEXT]
    }
    if (extra === NONE) return NONE
    if (before === NONE) this.#extraHeads[head] = extras[extra + EXTRA_NEXT]
    else extras[before + EXTRA_NEXT] = extras[extra + EXTRA_NEXT]
    this.#pool.words[at + EXTRAS]--
    const owner = extras[extra]
    this.#extras.give(extra)
    return owner
  }

  #head(at: number): number {
    return at / this.#pool.stride
  }

  #growHeads(): void {
    const heads = new Int32Array(this.#pool.words.length / this.#pool.stride)
    heads.set(this.#extraHeads)
    this.#extraHeads = heads
  }
}
