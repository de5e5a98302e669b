import { type Context, createContext, Script } from 'node:vm'
import { decision } from '../../policy/guard/decision.js'
import { PolicyFault } from '../../policy/guard/policy-fault.js'
import { StandstillError } from './standstill-error.js'

/** Real time that a simulation runs under one watchdog, seconds: starting one costs a thread. */
const SLICE_SECONDS = 0.25
/** Events between two checks of the time. */
const EVENTS_PER_CHECK = 100

const script = new Script('work()')
let sandbox: Context | undefined

/**
 * Calls a function that may never return, and stops it after the given time, even in an endless
 * loop. If a plug-in was deciding, the error is a PolicyFault that names the decision.
 */
export function runWithin<T>(seconds: number, work: () => T): T {
  sandbox ??= createContext({})
  sandbox['work'] = work
  try {
    const timeout = Math.ceil(1000 * seconds)
    return script.runInContext(sandbox, { timeout, displayErrors: false }) as T
  } catch (error) {
    if (!isTimeout(error) || decision.owner === null) throw error
    const { owner, method } = decision
    decision.end()
    throw new PolicyFault(`did not return within ${seconds} s, the decision budget`, {
      ...owner,
      method,
    })
  }
}

/** Returns whether `runWithin` threw this because time was up while no plug-in was deciding. */
export function isTimeout(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}

/** The part of an Experiment that is needed here. */
interface Stepped {
  step(events: number): boolean
  /** Adds the time and the group to a plug-in's fault. */
  placed(error: unknown): unknown
}

/**
 * Steps an experiment for a moment, by at most this many events; returns false when it is over. A
 * plug-in that exceeds its budget is stopped. The budget covers the events between two checks of
 * the time, so a plug-in may be stopped early if every decision takes a good part of the budget.
 * @throws PolicyFault of a plug-in; StandstillError if time is up and no plug-in was deciding
 */
export function stepWatched(experiment: Stepped, events: number): boolean {
  const { plugins, budgetSeconds } = decision
  if (plugins.length === 0) return experiment.step(events)
  try {
    return runWithin(budgetSeconds, () => {
      const until = performance.now() + 1000 * Math.min(SLICE_SECONDS, budgetSeconds / 2)
      for (let left = events; left > 0; left -= EVENTS_PER_CHECK) {
        if (!experiment.step(Math.min(left, EVENTS_PER_CHECK))) return false
        if (performance.now() >= until) break
      }
      return true
    })
  } catch (error) {
    throw isTimeout(error) ? new StandstillError(budgetSeconds) : experiment.placed(error)
  }
}

/**
 * Watches each decision of this thread's plug-ins from now on, and passes faults to `failed`: on
 * sockets no caller could catch them. Returns a function that ends the watch.
 */
export function watchDecisions(failed: (fault: PolicyFault) => void): () => void {
  decision.watch = (work) => runWithin(decision.budgetSeconds, work)
  decision.failed = failed
  return () => {
    decision.watch = null
    decision.failed = null
  }
}
