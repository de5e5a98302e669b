import { BitTable } from '../base/bits.js'
import type { Random } from '../base/random.js'
import type { PiecePicker } from '../peer/policy.js'
import { Rarity } from './rarity.js'

/**
 * Picks the piece of which the whole swarm has the fewest copies at this instant, ties at random:
 * the reference that the local rarest first of Cohen 2003 is measured by (Legout, Urvoy-Keller and
 * Michiardi 2006 call it global rarest first). An oracle: it knows what no peer can, without delay
 * and beyond its neighbours, so that it exists in the simulation alone. It is greedy and no bound.
 */
export class GlobalRarestOracle implements PiecePicker {
  readonly #copies: Int32Array
  readonly #rarity: Rarity
  readonly #rarest: BitTable

  /** `copies` of each piece among all peers that are there, kept up to date by somebody else. */
  constructor(copies: Int32Array, random: Random) {
    this.#copies = copies
    this.#rarity = new Rarity(copies.length, random)
    this.#rarest = new BitTable(1, copies.length)
  }

  next(candidates: BitTable, row: number): number {
    const copies = this.#copies
    const rarest = this.#rarest
    let fewest = Number.POSITIVE_INFINITY
    let piece = candidates.nextSet(row, 0)
    for (; piece >= 0; piece = candidates.nextSet(row, piece + 1)) {
      if (copies[piece] > fewest) continue
      if (copies[piece] < fewest) rarest.clear(0)
      fewest = copies[piece]
      rarest.add(0, piece)
    }
    return this.#rarity.first(rarest.words)
  }
}
