import type { BitTable } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { Availability, PiecePicker } from '../../peer/policy.js'
import { Rarity } from './rarity.js'

/** How a peer streams. */
export interface StreamingSettings {
  /** Pieces of the window. */
  readonly window: number
  /** How often a piece of the window is picked rather than one of the others, 0 to 1. */
  readonly urgent: number
}

/**
 * For who watches while downloading, after BiToS (Vlavianos, Iliofotou, Faloutsos 2006): with
 * probability `urgent` a piece of the window, the first `window` pieces that are neither here nor
 * begun, else one of the others; of these if none of those can be got. Of either the rarest among
 * the neighbours; of equally rare ones in the window the first, elsewhere any.
 *
 * Where BiToS gives up pieces whose time of playback is over, this peer still fetches them, as one
 * that waits for them must: the window begins at the first missing piece and needs no clock.
 */
export class Streaming implements PiecePicker {
  readonly #settings: StreamingSettings
  readonly #random: Random
  readonly #rarity: Rarity

  constructor(pieceCount: number, settings: StreamingSettings, random: Random) {
    this.#settings = settings
    this.#random = random
    this.#rarity = new Rarity(pieceCount, random)
  }

  next(candidates: BitTable, row: number, missing: number, availability: Availability): number {
    const end = this.#endOfWindow(candidates, missing)
    const isUrgent = this.#random.next() < this.#settings.urgent
    const within = rarestBefore(end, candidates, row, availability)
    if (isUrgent && within >= 0) return within
    const beyond = this.#rarity.rarest(availability, candidates, row, end)
    return beyond >= 0 ? beyond : within
  }

  /** One more than the last piece of the window. */
  #endOfWindow(pieces: BitTable, missing: number): number {
    let last = -1
    for (let left = this.#settings.window; left > 0; left--) {
      const piece = pieces.nextSet(missing, last + 1)
      if (piece < 0) break
      last = piece
    }
    return last + 1
  }
}

/** The first of the rarest candidates before piece `end`, or -1. */
function rarestBefore(
  end: number,
  candidates: BitTable,
  row: number,
  availability: Availability,
): number {
  let best = -1
  let fewest = Number.POSITIVE_INFINITY
  let piece = candidates.nextSet(row, 0)
  for (; piece >= 0 && piece < end; piece = candidates.nextSet(row, piece + 1)) {
    const copies = availability.copies(piece)
    if (copies < fewest) best = piece
    fewest = Math.min(fewest, copies)
  }
  return best
}
