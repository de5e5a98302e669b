import { availableParallelism } from 'node:os'
import type { RunSpec } from '../../lab/batch/run-spec.js'
import { decision } from '../../policy/guard/decision.js'
import type { PluginUse } from '../plugin/plugins.js'
import { type FailedRun, type RunEngine, RunFailure, type RunListener } from './run-engine.js'
import { type RunAnswer, RunThread } from './run-thread.js'

/** Starts threads as they are needed and keeps idle ones for later runs. */
export class ThreadPool {
  readonly #idle: RunThread[] = []

  /** All threads load the same plug-ins, by default those in use on the current thread. */
  constructor(readonly plugins: PluginUse = currentPlugins()) {}

  /** Executes a run on an idle thread, or on a new one. */
  async run(spec: RunSpec, abort: AbortSignal): Promise<RunAnswer> {
    const thread = this.#idle.pop() ?? new RunThread(this.plugins)
    const answer = await thread.run(spec, abort)
    if (answer.kind === 'crash' || answer.kind === 'aborted') await thread.end()
    else this.#idle.push(thread)
    return answer
  }

  /** Ends the idle threads. */
  async end(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.end()))
  }
}

/** Returns the plug-ins in use on this thread, for another thread. */
export function currentPlugins(): PluginUse {
  const { plugins, budgetSeconds } = decision
  return { files: plugins.map(({ file, sha256 }) => ({ file, sha256 })), budgetSeconds }
}

/** Returns how many threads this machine can run at a time. */
export function defaultThreads(): number {
  return availableParallelism()
}

/** Creates an engine that executes runs on threads of this machine, by default one a core. */
export function localRunEngine(threads = defaultThreads()): RunEngine {
  return { run: (specs, listener) => runLocally(specs, listener, Math.max(1, threads)) }
}

async function runLocally(specs: Iterable<RunSpec>, listener: RunListener, threads: number) {
  const remaining = specs[Symbol.iterator]()
  const failures: FailedRun[] = []
  const stop = new AbortController()
  const quit = AbortSignal.any([stop.signal, ...(listener.signal ? [listener.signal] : [])])
  const pool = new ThreadPool()
  const startNext = () => {
    if (quit.aborted) return undefined
    const { value: spec, done } = remaining.next()
    return done ? undefined : pool.run(spec, quit).then((answer) => ({ spec, answer }))
  }
  const runSpecs = async () => {
    let running = startNext()
    try {
      while (running) {
        const { spec, answer } = await running
        // Before the listener is called, so that the thread does not wait for it.
        running = startNext()
        if (answer.kind === 'result') listener.done(answer.result)
        else if (answer.kind !== 'aborted') failures.push({ id: spec.id, reason: answer.reason })
      }
    } catch (error) {
      stop.abort()
      await running
      throw error
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: threads }, runSpecs))
  await pool.end()
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  if (failures.length > 0) throw new RunFailure(failures)
}
