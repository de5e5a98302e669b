import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'

/**
 * What works cells off. An engine may run them here or anywhere, in any order and more than one at
 * a time; equal cells have equal results on every engine, but for what they cost.
 */
export interface RunEngine {
  /**
   * Comes back when all cells are through or `signal` is aborted. Takes cells one by one as it has
   * room for them, so that later ones may depend on earlier results; tells each result once, and
   * what is told is never run again.
   * @throws RunFailure at the end, if some cells failed; a cell that fails costs no other
   */
  run(cells: Iterable<RunSpec>, listener: RunListener): Promise<void>
}

/** Who has cells run. */
export interface RunListener {
  /** Once aborted, what runs is dropped and nothing more is begun. */
  readonly signal?: AbortSignal | undefined
  /** Told each result as it comes, in any order; what it throws ends all. */
  done(result: RunResult): void
  /** Told in a line how things go, such as who works. */
  notice?(line: string): void
  /** Told in a line what hinders, and is no reason to end. */
  warn?(line: string): void
}

/** A cell that did not end well, and the reason. */
export interface FailedRun {
  readonly id: string
  readonly why: string
}

/** Cells that did not end well; all others have been told. */
export class RunFailure extends Error {
  override readonly name = 'CellFailure'

  constructor(readonly failures: readonly FailedRun[]) {
    const [{ id, why }] = failures
    const more = failures.length > 1 ? ` (and ${failures.length - 1} more failed)` : ''
    super(`the run "${id}" failed: ${why}${more}`)
  }
}
