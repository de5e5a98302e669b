import type { PeerColumns } from './peer-columns.js'

/** Of what a neighbour allows no more pieces are remembered: it might name all there are. */
const MAX_ALLOWED_PER_LINK = 64

/** What a neighbour may have of us in spite of our choke. */
interface Grant {
  readonly pieces: ReadonlySet<number>
  /** So many bytes, each piece once. */
  leftBytes: number
}

/**
 * The pieces that neighbours may have in spite of a choke (BEP 6), so that a newcomer soon has
 * something to trade: those that we allow them, and those that they allow us. A transport that does
 * not know these words has a peer without this. A link that has just choked us is asked only from
 * the next `wake` on: of what it was asked before it may still bring what it allows.
 */
export class AllowedFast {
  readonly #columns: PeerColumns
  /** A neighbour that holds so many pieces is no newcomer. */
  readonly #newcomerPieces: number
  /** By link. */
  readonly #grants = new Map<number, Grant>()
  readonly #allowedUs = new Map<number, Set<number>>()

  constructor(columns: PeerColumns, enough: number) {
    this.#columns = columns
    this.#newcomerPieces = enough
  }

  /** The neighbour is told that it may have these. */
  grant(link: number, pieces: readonly number[]): void {
    const { geometry } = this.#columns
    const leftBytes = pieces.reduce((sum, piece) => sum + geometry.bytesOf(piece), 0)
    this.#grants.set(link, { pieces: new Set(pieces), leftBytes })
  }

  /** Whether a neighbour that we choke gets this; once, and only while it is a newcomer. */
  grants(link: number, piece: number, lengthBytes: number): boolean {
    const grant = this.#grants.get(link)
    if (!grant?.pieces.has(piece) || grant.leftBytes < lengthBytes) return false
    if (this.#columns.held(link) >= this.#newcomerPieces) return false
    grant.leftBytes -= lengthBytes
    return true
  }

  /** The neighbour allows us a piece. */
  received(link: number, piece: number): void {
    const pieces = this.#allowedUs.get(link) ?? new Set()
    this.#allowedUs.set(link, pieces)
    if (pieces.size < MAX_ALLOWED_PER_LINK) pieces.add(piece)
  }

  /** It does not, after all. */
  rejected(link: number, piece: number): void {
    this.#allowedUs.get(link)?.delete(piece)
  }

  /** What the neighbour allows us, as far as it holds it. */
  *of(link: number): Generator<number> {
    for (const piece of this.#allowedUs.get(link) ?? []) {
      if (this.#columns.holds(link, piece)) yield piece
    }
  }

  /** The neighbour is gone. */
  forget(link: number): void {
    this.#grants.delete(link)
    this.#allowedUs.delete(link)
  }
}
