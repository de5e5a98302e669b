import { BitTable } from '../base/bits.js'

/** Bitfields on their way: what a peer held when it sent them, not when they arrive. */
export class Snapshots {
  readonly table: BitTable
  #rows = 16
  #free: number[] = []
  #used = 0

  constructor(pieceCount: number) {
    this.table = new BitTable(this.#rows, pieceCount)
  }

  /** Copies a row and returns the snapshot's row in `table`. */
  take(pieces: BitTable, row: number): number {
    const at = this.#free.pop() ?? this.#used++
    if (at === this.#rows) {
      this.#rows *= 2
      this.table.grow(this.#rows)
    }
    this.table.copy(at, pieces, row)
    return at
  }

  /** Frees a snapshot that has arrived. */
  drop(at: number): void {
    this.#free.push(at)
  }
}
