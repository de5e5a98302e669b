import type { BitTable } from '../../base/bits.js'
import type { PiecePicker } from '../../peer/policy.js'

/** Picks the first candidate, as a media player would: the worst order for the swarm. */
export class InOrder implements PiecePicker {
  next(candidates: BitTable, row: number): number {
    return candidates.nextSet(row, 0)
  }
}
