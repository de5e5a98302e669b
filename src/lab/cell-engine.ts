import { type CellOptions, runCells } from './cell-pool.js'
import type { Cell } from './cells.js'

/**
 * What works cells off. An engine may run them here or anywhere, in any order and more than one at
 * a time; equal cells have equal results on every engine, but for what they cost.
 */
export interface CellEngine {
  /**
   * Comes back when all cells are through or `signal` is aborted. Takes cells one by one as it has
   * room for them, so that later ones may depend on earlier results; tells each result once, and
   * what is told is never run again.
   */
  run(cells: Iterable<Cell>, options: Omit<CellOptions, 'workers'>): Promise<void>
}

/** Runs cells on threads of this machine: as many as it has cores, unless said. */
export function localEngine(workers?: number): CellEngine {
  return { run: (cells, options) => runCells(cells, { ...options, workers }) }
}
