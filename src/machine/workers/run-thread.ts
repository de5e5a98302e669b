import type { Worker } from 'node:worker_threads'
import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'
import type { PluginUse } from '../plugin/plugins.js'
import { startWorker } from './start-worker.js'

/** How a run on a thread ended. */
export type RunAnswer =
  | { readonly kind: 'result'; readonly result: RunResult }
  /** The run itself is at fault, and would fail again. */
  | { readonly kind: 'failure'; readonly reason: string }
  /** The thread is gone, for instance because it ran out of memory. */
  | { readonly kind: 'crash'; readonly reason: string }
  | { readonly kind: 'aborted' }

/** The answers that a thread itself can send. */
export type ThreadAnswer = Extract<RunAnswer, { kind: 'result' | 'failure' }>

/** A worker thread that executes one run at a time. */
export class RunThread {
  readonly #worker: Worker

  /** Starts a thread with these plug-ins. */
  constructor(plugins: PluginUse) {
    this.#worker = startWorker('run-worker', plugins)
  }

  /** Executes a run; after a crash or an abort the thread cannot be used again. */
  run(spec: RunSpec, abort: AbortSignal): Promise<RunAnswer> {
    const worker = this.#worker
    return new Promise((resolve) => {
      const settle = (answer: RunAnswer) => {
        worker.off('message', settle).off('error', onError).off('exit', onExit)
        abort.removeEventListener('abort', onAbort)
        resolve(answer)
      }
      const onError = (error: Error) => settle({ kind: 'crash', reason: error.message })
      const onExit = (code: number) => {
        settle({ kind: 'crash', reason: `its thread exited with code ${code}` })
      }
      const onAbort = () => settle({ kind: 'aborted' })
      worker.on('message', settle).on('error', onError).on('exit', onExit)
      abort.addEventListener('abort', onAbort)
      if (abort.aborted) onAbort()
      else worker.postMessage(spec)
    })
  }

  /** Ends the thread, even in the middle of a run. */
  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
