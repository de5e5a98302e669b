import type { PeerColumns } from './peer-columns.js'

/** The most pieces remembered for a neighbour that allows us some: it might name every piece. */
const MAX_ALLOWED_PER_LINK = 64

/** What a neighbour may download from us although we choke it. */
interface Grant {
  readonly pieces: ReadonlySet<number>
  /** Bytes still allowed: at first each piece once. */
  leftBytes: number
}

/**
 * The pieces that a link may carry in spite of a choke (BEP 6), so that a newcomer soon has
 * something to trade. It keeps those that we allow neighbours, and those that they allow us. A peer
 * has none if its transport does not support the extension's messages. A link that has just choked
 * us gets requests only from the next `wake` on: it may still serve earlier ones that it allows.
 */
export class AllowedFast {
  readonly #columns: PeerColumns
  /** A neighbour with this many pieces or more is no longer a newcomer. */
  readonly #newcomerPieces: number
  /** What we allow each neighbour, by link. */
  readonly #grants = new Map<number, Grant>()
  /** The pieces that each neighbour allows us, by link. */
  readonly #allowedUs = new Map<number, Set<number>>()

  constructor(columns: PeerColumns, enough: number) {
    this.#columns = columns
    this.#newcomerPieces = enough
  }

  /** Allows the neighbour to download these pieces although we choke it. */
  grant(link: number, pieces: readonly number[]): void {
    const { geometry } = this.#columns
    const leftBytes = pieces.reduce((sum, piece) => sum + geometry.bytesOf(piece), 0)
    this.#grants.set(link, { pieces: new Set(pieces), leftBytes })
  }

  /** Takes a choked neighbour's request; true if we serve it: once, and only to a newcomer. */
  grants(link: number, piece: number, lengthBytes: number): boolean {
    const grant = this.#grants.get(link)
    if (!grant?.pieces.has(piece) || grant.leftBytes < lengthBytes) return false
    if (this.#columns.held(link) >= this.#newcomerPieces) return false
    grant.leftBytes -= lengthBytes
    return true
  }

  /** Notes that the neighbour allows us a piece. */
  received(link: number, piece: number): void {
    const pieces = this.#allowedUs.get(link) ?? new Set()
    this.#allowedUs.set(link, pieces)
    if (pieces.size < MAX_ALLOWED_PER_LINK) pieces.add(piece)
  }

  /** Notes that the neighbour no longer allows us the piece: it rejected a request. */
  rejected(link: number, piece: number): void {
    this.#allowedUs.get(link)?.delete(piece)
  }

  /** Yields the pieces that the neighbour allows us and holds. */
  *of(link: number): Generator<number> {
    for (const piece of this.#allowedUs.get(link) ?? []) {
      if (this.#columns.holds(link, piece)) yield piece
    }
  }

  /** Forgets a neighbour that is gone. */
  forget(link: number): void {
    this.#grants.delete(link)
    this.#allowedUs.delete(link)
  }
}
