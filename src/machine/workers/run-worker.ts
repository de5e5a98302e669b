import { parentPort, workerData } from 'node:worker_threads'
import { type RunSpec, runOne } from '../../lab/batch/run-spec.js'
import { stepWatched } from '../plugin/decision-budget.js'
import type { PluginUse } from '../plugin/plugins.js'
import type { ThreadAnswer } from './run-thread.js'

const { plugins } = workerData as { readonly plugins: PluginUse }
if (plugins.files.length > 0) (await import('../plugin/plugins.js')).usePlugins(plugins)

// The thread of a pool: told a cell, it answers its result, or what went wrong in words.
parentPort?.on('message', (cell: RunSpec) => parentPort?.postMessage(answerTo(cell)))

function answerTo(cell: RunSpec): ThreadAnswer {
  try {
    const result = runOne(cell, () => performance.now() / 1000, stepWatched)
    return { kind: 'result', result }
  } catch (error) {
    return { kind: 'failure', why: error instanceof Error ? error.message : String(error) }
  }
}
