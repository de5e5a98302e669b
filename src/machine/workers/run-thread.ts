import { Worker } from 'node:worker_threads'
import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'
import type { PluginUse } from '../plugin/plugins.js'

/** What became of a cell on a thread. */
export type RunAnswer =
  | { readonly kind: 'result'; readonly result: RunResult }
  /** The cell itself is at fault, and would be again. */
  | { readonly kind: 'failure'; readonly why: string }
  /** The thread is gone, for instance because memory was used up. */
  | { readonly kind: 'crash'; readonly why: string }
  | { readonly kind: 'aborted' }

/** What a thread answers; a crash and an abortion it cannot tell. */
export type ThreadAnswer = Extract<RunAnswer, { kind: 'result' | 'failure' }>

/** One thread, which runs a cell at a time. */
export class RunThread {
  readonly #worker: Worker

  /** Begins one that has these plug-ins. */
  constructor(plugins: PluginUse) {
    this.#worker = begun(plugins)
  }

  /** Runs a cell; after a crash or an abortion the thread is of no more use. */
  run(cell: RunSpec, abort: AbortSignal): Promise<RunAnswer> {
    const worker = this.#worker
    return new Promise((resolve) => {
      const settle = (answer: RunAnswer) => {
        worker.off('message', settle).off('error', broken).off('exit', left)
        abort.removeEventListener('abort', aborted)
        resolve(answer)
      }
      const broken = (error: Error) => settle({ kind: 'crash', why: error.message })
      const left = (code: number) => {
        settle({ kind: 'crash', why: `its thread ended with code ${code}` })
      }
      const aborted = () => settle({ kind: 'aborted' })
      worker.on('message', settle).on('error', broken).on('exit', left)
      abort.addEventListener('abort', aborted)
      if (abort.aborted) aborted()
      else worker.postMessage(cell)
    })
  }

  /** Ends the thread, in the midst of a cell too. */
  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}

/** What a thread begins with: compiled a file; from sources, the loader of TypeScript before it. */
function begun(plugins: PluginUse): Worker {
  const entry = (ending: string) => new URL(`./run-worker.${ending}`, import.meta.url)
  const workerData = { plugins }
  if (!import.meta.url.endsWith('.ts')) return new Worker(entry('js'), { workerData })
  const loader = import.meta.resolve('tsx/esm/api')
  const words = `import('${loader}').then(({ register }) => (register(), import('${entry('ts')}')))`
  return new Worker(words, { eval: true, execArgv: [], workerData })
}
