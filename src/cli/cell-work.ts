import { localEngine } from '../lab/cell-engine.js'
import type { Cell, CellResult } from '../lab/cells.js'
import { CellProgress, type CellStanding } from './cell-progress.js'
import type { StopSignal } from './stop-signal.js'
import type { Terminal } from './terminal.js'

/** How cells are worked off, and who hears of it. */
export interface CellWork {
  readonly name: string
  readonly workers?: number | undefined
  readonly quiet?: boolean
  readonly terminal: Terminal
  readonly stop: StopSignal
  standing(): CellStanding
  done(result: CellResult): void
}

/** Runs cells on all cores until they are through or a signal comes; shows how far it is. */
export async function workOff(cells: Iterable<Cell>, work: CellWork): Promise<void> {
  const { name, workers, quiet = false, terminal, stop, standing } = work
  const began = standing()
  if (began.finished > 0) {
    terminal.stderr.write(`${began.finished} of ${began.cells} runs are there already\n`)
  }
  const progress = new CellProgress(name, terminal.stderr, quiet)
  const abort = new AbortController()
  stop.onStop = () => abort.abort()
  try {
    await localEngine(workers).run(cells, {
      signal: abort.signal,
      done: (result) => {
        work.done(result)
        progress.finished(result.cpuSeconds, standing)
      },
    })
  } finally {
    progress.end(standing())
    stop.onStop = () => {}
  }
}
