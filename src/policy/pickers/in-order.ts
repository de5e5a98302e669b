import type { BitTable } from '../../base/bits.js'
import type { PiecePicker } from '../../peer/policy.js'

/** Picks the first piece that it can get, as a player would: the swarm's worst habit. */
export class InOrder implements PiecePicker {
  next(candidates: BitTable, row: number): number {
    return candidates.nextSet(row, 0)
  }
}
