import { BLOCK_BYTES } from '../../peer/geometry.js'

/**
 * The blocks that one neighbour still owes us an answer to. A request stays here when a choke or a
 * cancel takes it back, since the block may be on its way: only a block or a reject answers it.
 */
export class AskedBlocks {
  /** How many requests for a block are unanswered, by its place in the torrent. */
  readonly #unanswered = new Map<string, number>()

  /** We requested the block at byte `begin` of the piece. */
  asked(piece: number, begin: number): void {
    const key = keyOf(piece, begin)
    this.#unanswered.set(key, (this.#unanswered.get(key) ?? 0) + 1)
  }

  /** The neighbour sent or rejected the block; returns false if we never asked for it. */
  answered(piece: number, begin: number): boolean {
    const key = keyOf(piece, begin)
    const count = this.#unanswered.get(key) ?? 0
    if (count > 1) this.#unanswered.set(key, count - 1)
    else this.#unanswered.delete(key)
    return count > 0
  }
}

function keyOf(piece: number, begin: number): string {
  return `${piece}:${begin / BLOCK_BYTES}`
}
