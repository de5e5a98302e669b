import type { BitTable } from '../../base/bits.js'
import type { Random } from '../../base/random.js'
import type { Availability, PiecePicker } from '../../peer/policy.js'
import { Rarity } from './rarity.js'

/**
 * Picks the piece with the fewest copies in the whole swarm at this instant, ties at random. It is
 * the reference for the local rarest first of Cohen 2003 (Legout, Urvoy-Keller and Michiardi 2006
 * call it global rarest first). As an oracle it sees all peers without delay, which no real peer
 * can, so it exists only in the simulation. It is greedy and not a bound.
 */
export class GlobalRarestOracle implements PiecePicker {
  readonly #swarm: Availability
  readonly #rarity: Rarity

  /** `copies` counts each piece among all present peers; the caller keeps it up to date. */
  constructor(copies: Int32Array, random: Random) {
    this.#swarm = { copies: (piece) => copies[piece] }
    this.#rarity = new Rarity(copies.length, random)
  }

  next(candidates: BitTable, row: number): number {
    return this.#rarity.rarest(this.#swarm, candidates, row, 0)
  }
}
