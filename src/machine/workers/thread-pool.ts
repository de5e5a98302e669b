import { availableParallelism } from 'node:os'
import type { RunSpec } from '../../lab/batch/run-spec.js'
import { decision } from '../../policy/guard/decision.js'
import type { PluginUse } from '../plugin/plugins.js'
import { type FailedRun, type RunEngine, RunFailure, type RunListener } from './run-engine.js'
import { type RunAnswer, RunThread } from './run-thread.js'

/** Threads that are begun as they are needed and kept for the next cell. */
export class ThreadPool {
  readonly #idle: RunThread[] = []

  /** All threads have these plug-ins; unless said, those of this thread. */
  constructor(readonly plugins: PluginUse = pluginsHere()) {}

  /** Runs a cell on a thread that is free, or on a new one. */
  async run(cell: RunSpec, abort: AbortSignal): Promise<RunAnswer> {
    const thread = this.#idle.pop() ?? new RunThread(this.plugins)
    const answer = await thread.run(cell, abort)
    if (answer.kind === 'crash' || answer.kind === 'aborted') await thread.end()
    else this.#idle.push(thread)
    return answer
  }

  /** Ends the threads that are free. */
  async end(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.end()))
  }
}

function pluginsHere(): PluginUse {
  const { plugins, budgetSeconds } = decision
  return { files: plugins.map(({ file, sha256 }) => ({ file, sha256 })), budgetSeconds }
}

/** As many threads as this machine can run at a time. */
export function usualThreads(): number {
  return availableParallelism()
}

/** Runs cells on threads of this machine: as many as it has cores, unless said. */
export function localEngine(threads = usualThreads()): RunEngine {
  return { run: (cells, listener) => runHere(cells, listener, Math.max(1, threads)) }
}

async function runHere(cells: Iterable<RunSpec>, listener: RunListener, threads: number) {
  const waiting = cells[Symbol.iterator]()
  const failures: FailedRun[] = []
  const stop = new AbortController()
  const quit = AbortSignal.any([stop.signal, ...(listener.signal ? [listener.signal] : [])])
  const pool = new ThreadPool()
  const start = () => {
    if (quit.aborted) return undefined
    const { value: cell, done } = waiting.next()
    return done ? undefined : pool.run(cell, quit).then((answer) => ({ cell, answer }))
  }
  const lane = async () => {
    let running = start()
    try {
      while (running) {
        const { cell, answer } = await running
        // Before anything else: the thread is not to wait for what the listener does.
        running = start()
        if (answer.kind === 'result') listener.done(answer.result)
        else if (answer.kind !== 'aborted') failures.push({ id: cell.id, why: answer.why })
      }
    } catch (error) {
      stop.abort()
      await running
      throw error
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: threads }, lane))
  await pool.end()
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
  if (failures.length > 0) throw new RunFailure(failures)
}
