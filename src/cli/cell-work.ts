import { type CellEngine, CellFailure, type FailedCell } from '../lab/cell-engine.js'
import type { Cell, CellResult } from '../lab/cells.js'
import { CellProgress, type CellStanding } from './cell-progress.js'
import type { StopSignal } from './stop-signal.js'
import type { Output } from './terminal.js'

/** How cells are worked off, and who hears of it. */
export interface CellWork {
  readonly name: string
  readonly engine: CellEngine
  readonly quiet: boolean
  readonly stderr: Output
  readonly stop: StopSignal
  /** Whether what is done is kept, so that the same command may go on from there. */
  readonly goesOn: boolean
  standing(): CellStanding
  done(result: CellResult): void
}

/**
 * Runs cells until they are through or a signal comes, and shows how far it is. Answers those that
 * failed; all others are done.
 */
export async function workOff(
  cells: Iterable<Cell>,
  { name, engine, quiet, stderr, stop, goesOn, standing, done }: CellWork,
): Promise<readonly FailedCell[]> {
  const began = standing()
  if (began.finished > 0) {
    stderr.write(`${began.finished} of ${began.cells} runs are there already\n`)
  }
  const progress = new CellProgress(name, stderr, quiet)
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
      notice: (line) => quiet || progress.say(line),
      warn: (line) => progress.say(line),
    })
    through = !stop.received
    return []
  } catch (error) {
    if (!(error instanceof CellFailure)) throw error
    through = true
    return error.failures
  } finally {
    const { finished, cells: all } = standing()
    progress.end({ finished, cells: all })
    stop.onStop = () => {}
    if (goesOn && !through && finished > 0) {
      stderr.write(`${finished} of ${all} runs are kept; the same command goes on from there\n`)
    }
  }
}
