import type { BitTable } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { Availability, PiecePicker } from '../../peer/policy.js'
import { Rarity } from './rarity.js'

/**
 * Picks the piece of which the whole swarm has the fewest copies at this instant, ties at random:
 * the reference that the local rarest first of Cohen 2003 is measured by (Legout, Urvoy-Keller and
 * Michiardi 2006 call it global rarest first). An oracle: it knows what no peer can, without delay
 * and beyond its neighbours, so that it exists in the simulation alone. It is greedy and no bound.
 */
export class GlobalRarestOracle implements PiecePicker {
  readonly #swarm: Availability
  readonly #rarity: Rarity

  /** `copies` of each piece among all peers that are there, kept up to date by somebody else. */
  constructor(copies: Int32Array, random: Random) {
    this.#swarm = { copies: (piece) => copies[piece] }
    this.#rarity = new Rarity(copies.length, random)
  }

  next(candidates: BitTable, row: number): number {
    return this.#rarity.rarest(this.#swarm, candidates, row, 0)
  }
}
