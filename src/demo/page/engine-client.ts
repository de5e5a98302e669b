import { proxy, type Remote, wrap } from 'comlink'
import type { DemoScenario } from '../../replay/demo-scenario.js'
import type { ExplainedRound } from '../../replay/explain-round.js'
import type { Recording } from '../../replay/recording.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { Engine } from '../worker/engine.js'

/** The script of the worker: the build puts it here, as a page from `file://` can load none. */
declare const ENGINE_SCRIPT: string

/** Something that a worker of its own works out, which can be given up. */
export interface EngineTask<Result> {
  readonly done: Promise<Result>
  /** Ends the worker; `done` then never settles. */
  cancel(): void
}

/** A worker of its own. `failed` rejects if its script fails; `end` stops it. */
export interface EngineWorker {
  readonly engine: Remote<Engine>
  readonly failed: Promise<never>
  end(): void
}

/** A run in a worker of its own. */
export type EngineRun = EngineTask<Recording>

/** Runs a scenario in a new worker. */
export function startRun(
  scenario: DemoScenario,
  seed: string,
  report: (gainedShare: number) => void,
): EngineRun {
  return startTask((engine) => engine.run(scenario, seed, proxy(report)))
}

/** Repeats a run in a new worker, for the last round of a host's choker up to an instant. */
export function explainInWorker(
  settings: SwarmSettings,
  host: number,
  seconds: number,
): EngineTask<ExplainedRound | null> {
  return startTask((engine) => engine.explain(settings, host, seconds))
}

/** Starts a task in a new worker. */
function startTask<Result>(task: (engine: Remote<Engine>) => Promise<Result>): EngineTask<Result> {
  const { engine, failed, end } = startEngine()
  return { done: Promise.race([task(engine), failed]).finally(end), cancel: end }
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
