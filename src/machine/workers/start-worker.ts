import { Worker } from 'node:worker_threads'
import type { PluginUse } from '../plugin/plugins.js'

/** The entries of threads: files of this folder, without their ending. */
export type WorkerEntry = 'run-worker' | 'fuzz-worker'

/** Starts the compiled entry, or from TypeScript sources a script that loads `tsx` before it. */
export function startWorker(name: WorkerEntry, plugins: PluginUse): Worker {
  const entry = (ending: string) => new URL(`./${name}.${ending}`, import.meta.url)
  const workerData = { plugins }
  if (!import.meta.url.endsWith('.ts')) return new Worker(entry('js'), { workerData })
  const loader = import.meta.resolve('tsx/esm/api')
  const start = `() => import('${entry('ts')}')`
  const script = `import('${loader}').then(({ register }) => register()).then(${start})`
  return new Worker(script, { eval: true, execArgv: [], workerData })
}
