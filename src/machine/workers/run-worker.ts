import { parentPort, workerData } from 'node:worker_threads'
import { type RunSpec, runOne } from '../../lab/batch/run-spec.js'
import { stepWatched } from '../plugin/decision-budget.js'
import type { PluginUse } from '../plugin/plugins.js'
import type { ThreadAnswer } from './run-thread.js'

// The entry of a pool's thread: it receives specs and posts back a result or a failure for each.

const { plugins } = workerData as { readonly plugins: PluginUse }
if (plugins.files.length > 0) (await import('../plugin/plugins.js')).usePlugins(plugins)

parentPort?.on('message', (spec: RunSpec) => parentPort?.postMessage(execute(spec)))

function execute(spec: RunSpec): ThreadAnswer {
  try {
    const result = runOne(spec, () => performance.now() / 1000, stepWatched)
    return { kind: 'result', result }
  } catch (error) {
    return { kind: 'failure', reason: error instanceof Error ? error.message : String(error) }
  }
}
