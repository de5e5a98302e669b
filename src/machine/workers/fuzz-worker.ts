import { parentPort, workerData } from 'node:worker_threads'
import type { Watch } from '../../lab/fuzz/check-run.js'
import { type FuzzTask, runFuzzTask } from '../../lab/fuzz/fuzz-task.js'
import { decision } from '../../policy/guard/decision.js'
import { isTimeout, runWithin } from '../plugin/decision-budget.js'
import type { PluginUse } from '../plugin/plugins.js'
import type { FuzzAnswer } from './fuzz-pool.js'

// The entry of a fuzzing thread: it receives tasks and posts back what it found.

const { plugins } = workerData as { readonly plugins: PluginUse }
if (plugins.files.length > 0) (await import('../plugin/plugins.js')).usePlugins(plugins)

/** A slice of a run takes milliseconds; even a busy machine does not need this long, seconds. */
const HANGING_SECONDS = 120

const watch: Watch = (work) => {
  const seconds = decision.plugins.length > 0 ? decision.budgetSeconds : HANGING_SECONDS
  try {
    return runWithin(seconds, work)
  } catch (error) {
    if (isTimeout(error)) throw new Error('a slice of the run does not return')
    throw error
  }
}

parentPort?.on('message', (task: FuzzTask) => parentPort?.postMessage(execute(task)))

function execute(task: FuzzTask): FuzzAnswer {
  try {
    return { kind: 'result', result: runFuzzTask(task, watch) }
  } catch (error) {
    return { kind: 'failure', reason: error instanceof Error ? error.message : String(error) }
  }
}
