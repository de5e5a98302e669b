import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Cell, CellResult } from './cells.js'
import { decision } from './plugin/decision.js'
import type { PluginUse } from './plugin/plugins.js'

/** How cells are run. */
export interface CellOptions {
  /** Threads; as many as the machine can run at a time unless said. */
  readonly workers?: number | undefined
  /** Once aborted, what runs is dropped and nothing more is begun. */
  readonly signal?: AbortSignal | undefined
  /** Told each result as it comes, in any order; what it throws ends all. */
  done(result: CellResult): void
}

/** A cell that did not end well. */
export interface FailedCell {
  readonly id: string
  readonly why: string
  /** Whether a plug-in was to blame. */
  readonly byPlugin: boolean
}

/** Cells that did not end well, each with the reason; all others have been told. */
export class CellFailure extends Error {
  override readonly name = 'CellFailure'

  constructor(readonly failures: readonly FailedCell[]) {
    const [{ id, why }] = failures
    const more = failures.length > 1 ? ` (and ${failures.length - 1} more failed)` : ''
    super(`the run "${id}" failed: ${why}${more}`)
  }

  /** Whether plug-ins alone were to blame. */
  get byPlugins(): boolean {
    return this.failures.every(({ byPlugin }) => byPlugin)
  }
}

/**
 * Runs cells on threads of their own, and comes back when all are through, or `signal` is aborted.
 * Cells are taken as threads become free, so there may be many.
 * @throws CellFailure at the end, if some failed; a thread that crashes costs only its own cell
 */
export async function runCells(cells: Iterable<Cell>, options: CellOptions): Promise<void> {
  const { workers = availableParallelism(), signal } = options
  const waiting = cells[Symbol.iterator]()
  const failures: FailedCell[] = []
  const stop = new AbortController()
  const quit = AbortSignal.any([stop.signal, ...(signal ? [signal] : [])])
  const lane = async () => {
    let thread: Thread | undefined
    try {
      while (!quit.aborted) {
        const next = waiting.next()
        if (next.done) return
        thread ??= new Thread()
        const answer = await thread.run(next.value, quit)
        if (answer === 'aborted') return
        if (answer.result) options.done(answer.result)
        else {
          const { failure: why, byPlugin = false } = answer
          failures.push({ id: next.value.id, why, byPlugin })
        }
        if (thread.gone) thread = undefined
      }
    } catch (error) {
      stop.abort()
      throw error
    } finally {
      await thread?.end()
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: Math.max(1, workers) }, lane))
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
  if (failures.length > 0) throw new CellFailure(failures)
}

type Answer =
  | { readonly result: CellResult }
  | { readonly result?: undefined; readonly failure: string; readonly byPlugin?: boolean }

/** What a thread begins with: compiled a file; from sources, the loader of TypeScript before it. */
function begun(): Worker {
  const entry = (ending: string) => new URL(`./cell-worker.${ending}`, import.meta.url)
  const { plugins: files, budgetSeconds } = decision
  const plain = files.map(({ file, sha256 }) => ({ file, sha256 }))
  const workerData = { plugins: { files: plain, budgetSeconds } satisfies PluginUse }
  if (!import.meta.url.endsWith('.ts')) return new Worker(entry('js'), { workerData })
  const loader = import.meta.resolve('tsx/esm/api')
  const words = `import('${loader}').then(({ register }) => (register(), import('${entry('ts')}')))`
  return new Worker(words, { eval: true, execArgv: [], workerData })
}

/** One thread, which runs a cell at a time. */
class Thread {
  gone = false
  readonly #worker = begun()

  /** Runs a cell; a crash of the thread is its failure. */
  run(cell: Cell, quit: AbortSignal): Promise<Answer | 'aborted'> {
    const worker = this.#worker
    return new Promise((resolve) => {
      const settle = (answer: Answer | 'aborted') => {
        worker.off('message', settle).off('error', broken).off('exit', left)
        quit.removeEventListener('abort', abort)
        resolve(answer)
      }
      const crash = (why: string) => {
        this.gone = true
        settle({ failure: why })
      }
      const broken = (error: Error) => crash(error.message)
      const left = (code: number) => crash(`its thread ended with code ${code}`)
      const abort = () => settle('aborted')
      worker.on('message', settle).on('error', broken).on('exit', left)
      quit.addEventListener('abort', abort)
      worker.postMessage(cell)
    })
  }

  /** Ends the thread, in the midst of a cell too. */
  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
