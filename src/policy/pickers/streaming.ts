import type { BitTable } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { Availability, PiecePicker } from '../../peer/policy.js'
import { Rarity } from './rarity.js'

/** The settings of a streaming peer. */
export interface StreamingSettings {
  /** Size of the window, in pieces. */
  readonly window: number
  /** Probability of picking from the window rather than beyond it, 0 to 1. */
  readonly urgent: number
}

/**
 * Picks pieces for playback during download, after BiToS (Vlavianos, Iliofotou, Faloutsos 2006).
 * The window is the first `window` pieces that are neither complete nor begun. With probability
 * `urgent` it picks from the window, otherwise from beyond it; if that has no candidate, from the
 * other part. It picks the piece that is rarest among the neighbours. Ties in the window go to the
 * first piece; ties beyond it are broken at random.
 *
 * BiToS gives up pieces whose playback time is over. This picker still fetches them, because the
 * player waits for them: the window begins at the first missing piece and needs no clock.
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

  /** Returns the index after the last piece of the window. */
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

/** Returns the first of the rarest candidates before piece `end`, or -1. */
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
