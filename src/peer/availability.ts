import type { Availability as AvailabilityView } from './policy.js'

/** What is known of the neighbours. */
interface Neighbourhood {
  readonly linkCount: number
  /** 1 = the neighbour on the link has greeted. */
  readonly open: Uint8Array
  /** Of each link: the row of its neighbour's holdings; a peer's own come behind the links'. */
  readonly theirRow: Int32Array
  /** How many pieces the neighbour holds, as far as the link has heard. */
  held(link: number): number
}

/**
 * How many neighbours of each peer hold each piece.
 *
 * What a neighbour says piece by piece is counted as it comes. Where its own row is read, nothing
 * is counted until somebody asks: each peer's pieces are written down in the order in which it got
 * them, and each link remembers how many of them are counted, so that a question counts just what
 * has been heard since the last one.
 */
export class Availability implements AvailabilityView {
  readonly #neighbourhood: Neighbourhood
  readonly #pieceCount: number
  /** A row a peer: its pieces in the order in which it got them, and how many there are. */
  readonly #order: Int32Array
  readonly #gained: Int32Array
  /** A row a peer: how many of its neighbours hold each piece. */
  readonly #copies: Uint16Array
  /** Of each link: how many of its neighbour's pieces are counted. */
  readonly #counted: Int32Array
  /** Where the row of whom the answers are for begins. */
  #at = 0

  constructor(around: Neighbourhood, peers: number, pieceCount: number) {
    this.#neighbourhood = around
    this.#pieceCount = pieceCount
    this.#order = new Int32Array(peers * pieceCount)
    this.#gained = new Int32Array(peers)
    this.#copies = new Uint16Array(peers * pieceCount)
    this.#counted = new Int32Array(around.linkCount)
  }

  copies(piece: number): number {
    return this.#copies[this.#at + piece]
  }

  /** Answers for that peer, with links `first` to `end` - 1, as things are now. */
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

  /** The peer has got a piece, which its neighbours may read. */
  gained(peer: number, piece: number): void {
    this.#order[peer * this.#pieceCount + this.#gained[peer]++] = piece
  }

  /** A neighbour of the peer has told it of a piece. */
  addCopy(peer: number, piece: number): void {
    this.#copies[peer * this.#pieceCount + piece]++
  }

  /** A neighbour that told the peer of a piece is gone. */
  removeCopy(peer: number, piece: number): void {
    this.#copies[peer * this.#pieceCount + piece]--
  }

  /** The peer reads what that neighbour holds no more. */
  forget(peer: number, link: number, neighbour: number): void {
    this.#at = peer * this.#pieceCount
    this.#add(neighbour, 0, this.#counted[link], -1)
    this.#counted[link] = 0
  }

  /** Adds `by` to the copies of a neighbour's pieces, from one in its order to before another. */
  #add(neighbour: number, from: number, end: number, by: number): void {
    const order = this.#order
    const copies = this.#copies
    const at = this.#at
    const row = neighbour * this.#pieceCount
    for (let i = row + from; i < row + end; i++) copies[at + order[i]] += by
  }
}
