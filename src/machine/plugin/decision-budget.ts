import { type Context, createContext, Script } from 'node:vm'
import { decision } from '../../policy/guard/decision.js'
import { PolicyFault } from '../../policy/guard/policy-fault.js'
import { StandstillError } from './standstill-error.js'

/** A simulation is watched in slices of at most this, seconds: to begin to watch costs a thread. */
const SLICE_SECONDS = 0.25
/** Events between two looks at the time. */
const EVENTS_A_LOOK = 100

const script = new Script('work()')
let room: Context | undefined

/**
 * Runs something that may never end: after so many seconds it is stopped, in the midst of an
 * endless loop too, as if it had thrown a PolicyFault that names the decision it stands in.
 */
export function within<T>(seconds: number, work: () => T): T {
  room ??= createContext({})
  room['work'] = work
  try {
    const timeout = Math.ceil(1000 * seconds)
    return script.runInContext(room, { timeout, displayErrors: false }) as T
  } catch (error) {
    if (!isOverBudget(error) || decision.owner === null) throw error
    const { owner: holder, method: verb } = decision
    decision.end()
    throw new PolicyFault(`has not come back for ${seconds} s, the budget of a decision`, {
      ...holder,
      method: verb,
    })
  }
}

/** Whether this was thrown because time was over, and no plug-in was deciding. */
export function isOverBudget(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}

/** An Experiment. */
interface Stepped {
  step(events: number): boolean
  /** Adds to a plug-in's fault what only the experiment knows. */
  placed(error: unknown): unknown
}

/**
 * Steps an experiment as far as it goes in a moment, at most so many events; false when it is
 * over. A plug-in that takes longer than its budget is stopped. The budget is of the few events
 * between two looks at the time, so only one that takes a good part of it for every decision is
 * stopped too early.
 * @throws PolicyFault of a plug-in; StandstillError if time is over and none was deciding
 */
export function stepWatched(experiment: Stepped, events: number): boolean {
  const { plugins, budgetSeconds } = decision
  if (plugins.length === 0) return experiment.step(events)
  try {
    return within(budgetSeconds, () => {
      const until = performance.now() + 1000 * Math.min(SLICE_SECONDS, budgetSeconds / 2)
      for (let left = events; left > 0; left -= EVENTS_A_LOOK) {
        if (!experiment.step(Math.min(left, EVENTS_A_LOOK))) return false
        if (performance.now() >= until) break
      }
      return true
    })
  } catch (error) {
    throw isOverBudget(error) ? new StandstillError(budgetSeconds) : experiment.placed(error)
  }
}

/**
 * From now on each decision of this thread's plug-ins is watched by itself, and `failed` hears of
 * what goes wrong: on sockets nobody could catch it. What is returned ends that.
 */
export function watchDecisions(failed: (fault: PolicyFault) => void): () => void {
  decision.watch = (work) => within(decision.budgetSeconds, work)
  decision.failed = failed
  return () => {
    decision.watch = null
    decision.failed = null
  }
}
