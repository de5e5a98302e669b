import { BitTable } from '../base/bits.js'

/** Bitfields on their way: what was held when it was said, not when it is heard. */
export class Snapshots {
  readonly table: BitTable
  #rows = 16
  #free: number[] = []
  #used = 0

  constructor(pieceCount: number) {
    this.table = new BitTable(this.#rows, pieceCount)
  }

  /** Copies a row; returns the snapshot's own row in `table`. */
  take(pieces: BitTable, row: number): number {
    const at = this.#free.pop() ?? this.#used++
    if (at === this.#rows) {
      this.#rows *= 2
      this.table.grow(this.#rows)
    }
    this.table.copy(at, pieces, row)
    return at
  }

  /** The snapshot has been heard. */
  drop(at: number): void {
    this.#free.push(at)
  }
}
