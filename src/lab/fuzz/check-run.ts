import type { SwarmSettings } from '../../sim/settings.js'
import type { Swarm } from '../../sim/swarm.js'
import { Experiment } from '../run/experiment.js'
import type { Measurements } from '../run/measurements.js'
import { expandScenario } from '../scenario/scenario.js'
import { formatSeconds } from '../scenario/units.js'
import { numberText } from '../summary/metric-text.js'
import { ByteCount } from './byte-count.js'
import { type Fault, Faults } from './fault.js'
import { checkFigures } from './figures.js'
import { Ledger } from './ledger.js'
import { SlotRule } from './slots.js'
import { starvation } from './starvation.js'
import { tapSwarm } from './tap.js'
import { Traffic } from './traffic.js'
import { Windows } from './windows.js'

/** More events than any random scenario needs: a run that has more goes round in circles. */
const MOST_EVENTS = 3_000_000
/** Events between two looks at real time. */
const EVENTS_PER_SLICE = 1000

/** How long a stuck run goes on, to see whether anybody completes, and in how many events. */
const STUCK_SECONDS = 300
const STUCK_EVENTS = 100_000

/** Runs a slice of a simulation; a caller may stop one that never returns. */
export type Watch = <T>(work: () => T) => T

/** How a scenario is checked. */
export interface CheckOptions {
  readonly watch?: Watch
  /** The most events of a run, 3 million by default; more break the rule `endless`. */
  readonly mostEvents?: number
  /** Called after each slice with about the events so far, of both runs together. */
  readonly onEvents?: (events: number) => void
}

/** What a checked run found. */
export interface CheckedRun {
  /** The first fault of each broken rule. */
  readonly faults: readonly Fault[]
  readonly events: number
}

/**
 * Runs a scenario twice, the first time under every rule, and returns what it found. An exception
 * is a fault, too. `document` must pass the checks of scenarios.
 */
export function checkScenario(
  document: object,
  { watch: guard = (work) => work(), mostEvents = MOST_EVENTS, onEvents }: CheckOptions = {},
): CheckedRun {
  let slices = 0
  const watch: Watch = (work) => {
    const result = guard(work)
    onEvents?.(++slices * EVENTS_PER_SLICE)
    return result
  }
  const { settings } = expandScenario(document)
  const faults = new Faults()
  let events = 0
  try {
    const first = runChecked(settings, faults, watch, mostEvents)
    events += first.events
    // The end must not wait for a sample, so this run has almost none.
    const unsampled = { ...settings, sampleSeconds: settings.untilSeconds }
    const again = runPlain(unsampled, watch, mostEvents)
    events += again.events
    const sameEnd = first.end === again.end
    faults.check(
      sameEnd,
      'stuck-late',
      () => `${first.end} with the scenario's samples, ${again.end} without`,
    )
    faults.check(
      first.hash === again.hash || !sameEnd,
      'determinism',
      () => `trace hashes ${first.hash} and ${again.hash}`,
    )
  } catch (error) {
    faults.found.set('exception', exceptionFault(error))
  }
  return { faults: [...faults.found.values()], events }
}

/** Names an exception by its message without numbers: another peer or time is the same fault. */
function exceptionFault(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error)
  const kind = message.replaceAll(/\d+(?:\.\d+)?/g, 'N')
  const place = error instanceof Error ? /\n\s+at (\S+)/.exec(error.stack ?? '')?.[1] : undefined
  return { rule: `exception: ${kind}`, what: place ? `${message} (in ${place})` : message }
}

interface Outcome {
  readonly events: number
  readonly hash: string
  /** How the run ended, and when. */
  readonly end: string
}

function runChecked(
  settings: SwarmSettings,
  faults: Faults,
  watch: Watch,
  mostEvents: number,
): Outcome {
  const experiment = new Experiment(settings)
  const { swarm } = experiment
  const bytes = new ByteCount(swarm, faults)
  const traffic = new Traffic(swarm, faults)
  const ledger = new Ledger(swarm, faults, [bytes, new Windows(swarm, faults)])
  const slots = new SlotRule(swarm, faults)
  tapSwarm(swarm, ledger)
  tapSwarm(swarm, traffic)
  const step = () => {
    for (let left = EVENTS_PER_SLICE; left > 0; left--) {
      if (!experiment.step(1)) return false
      traffic.check(experiment.now)
      if (ledger.changed.size > 0) slots.check(ledger)
    }
    return true
  }
  while (watch(step) && !isEndless(experiment, faults, mostEvents));
  const measurements = experiment.measurements()
  bytes.check()
  checkFinishers(measurements, ledger, faults)
  checkFigures(settings, measurements, faults)
  const starved = starvation(swarm, ledger, measurements)
  faults.check(starved === '', 'starvation', () => starved)
  const outcome = outcomeOf(experiment, measurements)
  if (measurements.ended === 'stuck') watch(() => checkStuck(swarm, measurements, faults, traffic))
  return outcome
}

/** Lets a stuck run go on for a while. */
function checkStuck(
  { simulation, tally, settings }: Swarm,
  { endSeconds, stuckReason }: Measurements,
  faults: Faults,
  traffic: Traffic,
): void {
  const before = tally.done
  const until = Math.min(settings.untilSeconds, endSeconds + STUCK_SECONDS)
  let left = STUCK_EVENTS
  while (simulation.next <= until && left-- > 0) {
    simulation.step()
    traffic.check(simulation.now)
  }
  faults.check(
    tally.done === before,
    'stuck-wrong',
    () =>
      `the run is stuck (${stuckReason}) at ${endSeconds} s, but ${tally.done - before} peers ` +
      `complete by ${simulation.now} s`,
  )
}

function outcomeOf({ events }: Experiment, measurements: Measurements): Outcome {
  const { traceHash: hash, ended, endSeconds } = measurements
  return { events, hash, end: `${ended} at ${endSeconds} s` }
}

function isEndless({ events, now }: Experiment, faults: Faults, mostEvents: number): boolean {
  const fits = events < mostEvents
  const what = () => `no end after ${numberText(events)} events, at ${formatSeconds(now)}`
  faults.check(fits, 'endless', what)
  return !fits
}

function checkFinishers({ peers }: Measurements, ledger: Ledger, faults: Faults): void {
  ledger.stores.forEach((store, host) => {
    if (store === undefined || Number.isNaN(peers.completionSeconds[host])) return
    const { pieceCount } = ledger
    const holds = store.pieces.size === pieceCount
    const what = () => `peer ${host} completed with ${store.pieces.size} of ${pieceCount} pieces`
    faults.check(holds, 'finisher-holds-all', what)
  })
}

function runPlain(settings: SwarmSettings, watch: Watch, mostEvents: number): Outcome {
  const experiment = new Experiment(settings)
  const step = () => experiment.step(EVENTS_PER_SLICE)
  while (experiment.events < mostEvents && watch(step));
  return outcomeOf(experiment, experiment.measurements())
}
