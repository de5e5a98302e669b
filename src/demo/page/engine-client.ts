import { proxy, type Remote, wrap } from 'comlink'
import type { DemoScenario } from '../../replay/demo-scenario.js'
import type { Recording } from '../../replay/recording.js'
import type { Engine } from '../worker/engine.js'

/** The script of the worker: the build puts it here, as a page from `file://` can load none. */
declare const ENGINE_SCRIPT: string

/** A run in a worker of its own, which can be given up. */
export interface EngineRun {
  readonly done: Promise<Recording>
  /** Ends the worker; `done` then never settles. */
  cancel(): void
}

/** A worker of its own. `failed` rejects if its script fails; `end` stops it. */
export interface EngineWorker {
  readonly engine: Remote<Engine>
  readonly failed: Promise<never>
  end(): void
}

/**
 * Starts a worker. Its script is a Blob: a page from `file://` may load no script into a worker.
 */
export function startEngine(): EngineWorker {
  const url = URL.createObjectURL(new Blob([ENGINE_SCRIPT], { type: 'text/javascript' }))
  const worker = new Worker(url)
  const end = () => {
    worker.terminate()
    URL.revokeObjectURL(url)
  }
  const failed = new Promise<never>((_resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message))
  })
  return { engine: wrap<Engine>(worker), failed, end }
}

/** Runs a scenario in a new worker. */
export function startRun(
  scenario: DemoScenario,
  seed: string,
  report: (gainedShare: number) => void,
): EngineRun {
  const { engine, failed, end } = startEngine()
  const ran = engine.run(scenario, seed, proxy(report))
  return { done: Promise.race([ran, failed]).finally(end), cancel: end }
}
