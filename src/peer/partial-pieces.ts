import type { Geometry } from './geometry.js'
import { NONE, Pool } from './pool.js'

/** The state of a block that is missing and requested from no link. */
export const UNREQUESTED = -1
/** A state at or below this means that the block is here; `RECEIVED - link` names its sender. */
export const RECEIVED = -2
/** The state of a block that came from a neighbour which is gone now. */
export const RECEIVED_FROM_GONE = -0x40000000

/** In a record: the piece. */
export const PIECE = 0
/** In a record: how many of its blocks are unrequested. */
export const UNREQUESTED_COUNT = 1
/** In a record: how many of its blocks are missing. */
export const MISSING = 2
/** In a record: the only link that the piece may be requested from, or -1. */
export const EXCLUSIVE = 3
/** In a record: no block before this one is unrequested. */
const CURSOR = 4
/** In a record: how many of its requests duplicate another one. */
export const EXTRAS = 5
/** In a record: the piece that its peer started next. */
export const NEXT = 6
/** In a record: the number of its list plus 1; 0 if it is free. It validates a remembered index. */
const LIST = 7
/** In a record: 1 if a block of the piece was requested from a seed. */
export const FROM_SEED = 8
/** From here on, each block's state: UNREQUESTED, the link that was requested, or its sender. */
export const OWNERS = 9

/** In a duplicate request, after its link: the next one of the block. */
const EXTRA_NEXT = 1
const EXTRA_WORDS = 2

/** For each block: how many duplicate requests it has, and the last of them. */
const CHAIN_COUNT = 0
const CHAIN_HEAD = 1
const CHAIN_WORDS = 2

/** The started pieces of one peer, oldest first: a chain of records of `PartialPieces`. */
export class PartialList {
  first = NONE
  last = NONE
  /** How many blocks of them are unrequested. */
  unrequested = 0
  /** No record before this one has an unrequested block. */
  firstUnrequested = NONE
  /** The number of the peer, which no other list has. */
  readonly number: number

  constructor(number: number) {
    this.number = number
  }
}

/**
 * The started pieces of all peers, in one pool. For each block a record tells which link it was
 * requested from or came from. If endgame requests a block from several links, the first is its
 * owner and the others are in the block's chain of extras.
 */
export class PartialPieces {
  readonly #geometry: Geometry
  readonly #pool: Pool
  readonly #extras = new Pool(EXTRA_WORDS)
  /** `CHAIN_COUNT` and `CHAIN_HEAD` for each block of each record. */
  #chains = new Int32Array(0)

  constructor(geometry: Geometry) {
    this.#geometry = geometry
    this.#pool = new Pool(OWNERS + geometry.blocksPerPiece + 1)
  }

  /** The words of all records. A `start` may replace the array. */
  get words(): Int32Array {
    return this.#pool.words
  }

  /** Returns the record of a started piece, or NONE; `guess` is a record that may be it. */
  find(list: PartialList, piece: number, guess: number): number {
    const { words } = this.#pool
    if (words[guess + PIECE] === piece && words[guess + LIST] === list.number + 1) return guess
    let at = list.first
    while (at !== NONE && words[at + PIECE] !== piece) at = words[at + NEXT]
    return at
  }

  /** Starts a piece and returns its record. */
  start(list: PartialList, piece: number): number {
    const at = this.#pool.take()
    const { words } = this.#pool
    words[at + PIECE] = piece
    words[at + NEXT] = NONE
    words[at + EXTRAS] = 0
    words[at + LIST] = list.number + 1
    words[at + FROM_SEED] = 0
    if (list.first === NONE) list.first = at
    else words[list.last + NEXT] = at
    list.last = at
    if (list.firstUnrequested === NONE) list.firstUnrequested = at
    this.#reset(list, at)
    return at
  }

  /** Resets the piece: all of its blocks are missing and unrequested. */
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

  /** Removes a piece that is complete. */
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

  /** Returns the first record with an unrequested block, or NONE. */
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

  /** Removes all pieces of a peer. */
  clear(list: PartialList): void {
    while (list.first !== NONE) {
      for (let block = 0; block < this.#geometry.blocksPerPiece; block++) {
        while (this.takeExtra(list.first, block) !== NONE);
      }
      this.finish(list, list.first)
    }
    list.unrequested = 0
  }

  /** Returns the first unrequested block of the piece; there must be one. */
  nextUnrequested(at: number): number {
    const { words } = this.#pool
    let block = words[at + CURSOR]
    while (words[at + OWNERS + block] !== UNREQUESTED) block++
    words[at + CURSOR] = block
    return block
  }

  /** Notes that the block is requested from the link. */
  request(list: PartialList, at: number, block: number, link: number): void {
    const { words } = this.#pool
    words[at + OWNERS + block] = link
    words[at + UNREQUESTED_COUNT]--
    list.unrequested--
  }

  /** Notes that the block's owner is no longer requested: the block is unrequested. */
  release(list: PartialList, at: number, block: number): void {
    const { words } = this.#pool
    words[at + OWNERS + block] = UNREQUESTED
    words[at + UNREQUESTED_COUNT]++
    list.unrequested++
    list.firstUnrequested = list.first
    if (block < words[at + CURSOR]) words[at + CURSOR] = block
  }

  /** Notes that the block came from the link, requested from it or not. */
  receive(list: PartialList, at: number, block: number, link: number): void {
    const { words } = this.#pool
    if (words[at + OWNERS + block] === UNREQUESTED) {
      words[at + UNREQUESTED_COUNT]--
      list.unrequested--
    }
    words[at + OWNERS + block] = RECEIVED - link
    words[at + MISSING]--
  }

  /** Tells whether the block is requested from the link, as its owner or as an extra. */
  isRequestedFrom(at: number, block: number, link: number): boolean {
    const { words } = this.#pool
    if (words[at + OWNERS + block] === link) return true
    if (words[at + EXTRAS] === 0) return false
    const extras = this.#extras.words
    const chain = this.#chain(at, block)
    let extra = this.#chains[chain + CHAIN_HEAD]
    let left = this.#chains[chain + CHAIN_COUNT]
    while (left > 0 && extras[extra] !== link) {
      extra = extras[extra + EXTRA_NEXT]
      left--
    }
    return left > 0
  }

  /** Returns from how many links, apart from its owner, the block is requested. */
  extrasOf(at: number, block: number): number {
    if (this.#pool.words[at + EXTRAS] === 0) return 0
    return this.#chains[this.#chain(at, block) + CHAIN_COUNT]
  }

  /** Notes that the block is requested from one more link. */
  addExtra(at: number, block: number, link: number): void {
    const extra = this.#extras.take()
    const extras = this.#extras.words
    const chain = this.#chain(at, block)
    if (chain >= this.#chains.length) this.#growChains()
    this.#pool.words[at + EXTRAS]++
    this.#chains[chain + CHAIN_COUNT]++
    extras[extra] = link
    extras[extra + EXTRA_NEXT] = this.#chains[chain + CHAIN_HEAD]
    this.#chains[chain + CHAIN_HEAD] = extra
  }

  /** Removes one extra request for the block and returns its link, or NONE. */
  takeExtra(at: number, block: number): number {
    return this.#unchain(at, block, NONE)
  }

  /** Removes the link from the block's extras; false if it was not one of them. */
  removeExtra(at: number, block: number, link: number): boolean {
    return this.#unchain(at, block, link) !== NONE
  }

  /** Removes the block's last extra (of any link if `link` is NONE) and returns its link. */
  #unchain(at: number, block: number, link: number): number {
    if (this.#pool.words[at + EXTRAS] === 0) return NONE
    const extras = this.#extras.words
    const chains = this.#chains
    const chain = this.#chain(at, block)
    let before = NONE
    let extra = chains[chain + CHAIN_HEAD]
    let left = chains[chain + CHAIN_COUNT]
    while (left > 0 && link !== NONE && extras[extra] !== link) {
      before = extra
      extra = extras[extra + EXTRA_NEXT]
      left--
    }
    if (left === 0) return NONE
    if (before === NONE) chains[chain + CHAIN_HEAD] = extras[extra + EXTRA_NEXT]
    else extras[before + EXTRA_NEXT] = extras[extra + EXTRA_NEXT]
    chains[chain + CHAIN_COUNT]--
    this.#pool.words[at + EXTRAS]--
    const owner = extras[extra]
    this.#extras.give(extra)
    return owner
  }

  #chain(at: number, block: number): number {
    return ((at / this.#pool.stride) * this.#geometry.blocksPerPiece + block) * CHAIN_WORDS
  }

  #growChains(): void {
    const records = this.#pool.words.length / this.#pool.stride
    const chains = new Int32Array(records * this.#geometry.blocksPerPiece * CHAIN_WORDS)
    chains.set(this.#chains)
    this.#chains = chains
  }
}
