import type { Availability as AvailabilityView } from './policy.js'

/** What a peer knows about its neighbours. */
interface Neighbourhood {
  readonly linkCount: number
  /** 1 = open: the neighbour on the link has sent its handshake. */
  readonly open: Uint8Array
  /** The row of its neighbour's holdings, for each link; peers' own rows follow the links'. */
  readonly theirRow: Int32Array
  /** Returns how many pieces the neighbour holds, as far as the link knows. */
  held(link: number): number
}

/**
 * How many neighbours of each peer hold each piece.
 *
 * A `have` or bitfield is counted on arrival. A link that reads its neighbour's own row counts
 * nothing until a query. For those links, each peer's pieces are listed in the order in which it
 * got them, and each link remembers how many are counted. A query then counts only what the link
 * has learnt since the last one.
 */
export class Availability implements AvailabilityView {
  readonly #neighbourhood: Neighbourhood
  readonly #pieceCount: number
  /** A row for each peer: its pieces in the order in which it got them. */
  readonly #order: Int32Array
  /** How many pieces each peer's row of `#order` has. */
  readonly #gained: Int32Array
  /** A row for each peer: how many of its neighbours hold each piece. */
  readonly #copies: Uint16Array
  /** How many of its neighbour's pieces are counted, for each link. */
  readonly #counted: Int32Array
  /** Where the row of `#copies` begins that `copies` reads. */
  #at = 0

  constructor(links: Neighbourhood, peers: number, pieceCount: number) {
    this.#neighbourhood = links
    this.#pieceCount = pieceCount
    this.#order = new Int32Array(peers * pieceCount)
    this.#gained = new Int32Array(peers)
    this.#copies = new Uint16Array(peers * pieceCount)
    this.#counted = new Int32Array(links.linkCount)
  }

  copies(piece: number): number {
    return this.#copies[this.#at + piece]
  }

  /** Brings a peer's counts up to date and selects them; it has links `first` to `end` - 1. */
  countFor(peer: number, first: number, end: number): this {
    const { open, theirRow, linkCount } = this.#neighbourhood
    const counted = this.#counted
    const gained = this.#gained
    this.#at = peer * this.#pieceCount
    for (let link = first; link < end; link++) {
      const neighbour = theirRow[link] - linkCount
      if (neighbour < 0 || counted[link] === gained[neighbour] || open[link] === 0) continue
      const held = this.#neighbourhood.held(link)
      this.#add(neighbour, counted[link], held, 1)
      counted[link] = held
    }
    return this
  }

  /** Notes that the peer has a piece, which links that read its row will count. */
  gained(peer: number, piece: number): void {
    this.#order[peer * this.#pieceCount + this.#gained[peer]++] = piece
  }

  /** Counts a piece that a neighbour has announced to the peer. */
  addCopy(peer: number, piece: number): void {
    this.#copies[peer * this.#pieceCount + piece]++
  }

  /** Uncounts a piece that a neighbour announced to the peer: the neighbour is gone. */
  removeCopy(peer: number, piece: number): void {
    this.#copies[peer * this.#pieceCount + piece]--
  }

  /** Uncounts the neighbour's pieces: the link no longer reads its row. */
  forget(peer: number, link: number, neighbour: number): void {
    this.#at = peer * this.#pieceCount
    this.#add(neighbour, 0, this.#counted[link], -1)
    this.#counted[link] = 0
  }

  /** Adds `by` to the copies of the neighbour's pieces number `from` to `end` - 1 in its order. */
  #add(neighbour: number, from: number, end: number, by: number): void {
    const order = this.#order
    const copies = this.#copies
    const at = this.#at
    const row = neighbour * this.#pieceCount
    for (let i = row + from; i < row + end; i++) copies[at + order[i]] += by
  }
}
