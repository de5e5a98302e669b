import { type CheckedRun, checkScenario, type Watch } from './check-run.js'
import { type Document, randomScenario } from './random-scenario.js'
import { shrink } from './shrink.js'

/** What a thread is to do: plain data that threads can exchange. */
export type FuzzTask =
  /** Draw the scenario of this number and check it. */
  | { readonly kind: 'check'; readonly seed: string; readonly index: number }
  /** Find the smallest scenario that breaks the same rule. */
  | { readonly kind: 'shrink'; readonly document: Document; readonly rule: string }

/** What a thread has found. */
export interface FuzzResult extends CheckedRun {
  /** The scenario that was checked, or the smallest one found. */
  readonly document: Document
  /** Scenarios that were run. */
  readonly scenarios: number
}

/** The most scenarios that are tried to make one smaller. */
const SHRINK_BUDGET = 600

/** Carries out a task. `watch` may stop a slice of a run that never returns. */
export function runFuzzTask(task: FuzzTask, watch?: Watch): FuzzResult {
  if (task.kind === 'check') {
    const document = randomScenario(task.seed, task.index)
    return { document, ...checkScenario(document, { watch }), scenarios: 1 }
  }
  let [scenarios, events] = [0, 0]
  const check = (candidate: Document) => {
    const run = checkScenario(candidate, { watch })
    scenarios++
    events += run.events
    return run.faults
  }
  const breaks = (candidate: Document) => check(candidate).some(({ rule }) => rule === task.rule)
  const document = shrink(task.document, breaks, SHRINK_BUDGET)
  return { document, faults: check(document), scenarios, events }
}
