import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'

/**
 * Executes runs, here or elsewhere, in any order and several at a time. Equal specs have equal
 * results on every engine, apart from the time they took.
 */
export interface RunEngine {
  /**
   * Executes runs and resolves when all have ended or `signal` is aborted. Takes specs one by one
   * as it has room for them, so that later specs may depend on earlier results. Reports each result
   * once; a reported run is never executed again.
   * @throws RunFailure at the end, if some runs failed; a run that fails stops no other
   */
  run(specs: Iterable<RunSpec>, listener: RunListener): Promise<void>
}

/** Receives the results of an engine. */
export interface RunListener {
  /** Once aborted, unfinished runs are dropped and no more are begun. */
  readonly signal?: AbortSignal | undefined
  /** Receives each result as it comes, in any order; an error thrown here ends the engine. */
  done(result: RunResult): void
  /** Receives a line about progress, such as the number of workers. */
  notice?(line: string): void
  /** Receives a line about a problem that does not end the engine. */
  warn?(line: string): void
}

/** A run that failed, and the reason. */
export interface FailedRun {
  readonly id: string
  readonly reason: string
}

/** Thrown after some runs have failed; all others have been reported. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure'

  constructor(readonly failures: readonly FailedRun[]) {
    const [{ id, reason }] = failures
    const more = failures.length > 1 ? ` (and ${failures.length - 1} more failed)` : ''
    super(`run "${id}" failed: ${reason}${more}`)
  }
}
