import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'
import { type FailedRun, type RunEngine, RunFailure } from '../../machine/workers/run-engine.js'
import { BatchProgress, type BatchStatus } from '../terminal/batch-progress.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Output } from '../terminal/terminal.js'

/** How many runs are made, and who receives the results. */
export interface RunWork {
  readonly name: string
  readonly engine: RunEngine
  readonly quiet: boolean
  readonly stderr: Output
  readonly stop: StopSignal
  /** Whether results are saved, so that the same command can resume. */
  readonly isResumable: boolean
  status(): BatchStatus
  done(result: RunResult): void
}

/** Makes runs until all are done or a signal stops it, and shows progress. Returns the failures. */
export async function runWork(
  specs: Iterable<RunSpec>,
  { name, engine, quiet, stderr, stop, isResumable, status, done }: RunWork,
): Promise<readonly FailedRun[]> {
  const start = status()
  if (start.finished > 0) {
    stderr.write(`${start.finished} of ${start.total} runs are already done\n`)
  }
  const progress = new BatchProgress(name, stderr, quiet)
  let isOver = false
  const abort = new AbortController()
  stop.onStop = () => abort.abort()
  try {
    await engine.run(specs, {
      signal: abort.signal,
      done: (result) => {
        done(result)
        progress.finished(result.cpuSeconds, status)
      },
      notice: (line) => quiet || progress.print(line),
      warn: (line) => progress.print(line),
    })
    isOver = !stop.received
    return []
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error
    isOver = true
    return error.failures
  } finally {
    const end = status()
    progress.end(end)
    stop.onStop = () => {}
    if (isResumable && !isOver && end.finished > 0) {
      stderr.write(`${end.finished} of ${end.total} runs are saved; the same command resumes\n`)
    }
  }
}
