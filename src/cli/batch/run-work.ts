import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'
import { type FailedRun, type RunEngine, RunFailure } from '../../machine/workers/run-engine.js'
import { BatchProgress, type BatchStatus } from '../terminal/batch-progress.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Output } from '../terminal/terminal.js'

/** How cells are worked off, and who hears of it. */
export interface RunWork {
  readonly name: string
  readonly engine: RunEngine
  readonly quiet: boolean
  readonly stderr: Output
  readonly stop: StopSignal
  /** Whether what is done is kept, so that the same command may go on from there. */
  readonly goesOn: boolean
  standing(): BatchStatus
  done(result: RunResult): void
}

/**
 * Runs cells until they are through or a signal comes, and shows how far it is. Answers those that
 * failed; all others are done.
 */
export async function workOff(
  cells: Iterable<RunSpec>,
  { name, engine, quiet, stderr, stop, goesOn, standing, done }: RunWork,
): Promise<readonly FailedRun[]> {
  const began = standing()
  if (began.finished > 0) {
    stderr.write(`${began.finished} of ${began.total} runs are there already\n`)
  }
  const progress = new BatchProgress(name, stderr, quiet)
  let through = false
  const abort = new AbortController()
  stop.onStop = () => abort.abort()
  try {
    await engine.run(cells, {
      signal: abort.signal,
      done: (result) => {
        done(result)
        progress.finished(result.cpuSeconds, standing)
      },
      notice: (line) => quiet || progress.print(line),
      warn: (line) => progress.print(line),
    })
    through = !stop.received
    return []
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error
    through = true
    return error.failures
  } finally {
    const { finished, total: all } = standing()
    progress.end({ finished, total: all })
    stop.onStop = () => {}
    if (goesOn && !through && finished > 0) {
      stderr.write(`${finished} of ${all} runs are kept; the same command goes on from there\n`)
    }
  }
}
