import type { SwarmSettings } from '../../sim/settings.js'
import { Experiment } from '../run/experiment.js'
import type { Measurements } from '../run/measurements.js'
import { durationSeconds, isLeecher, type Summary, summarise } from '../summary/summary.js'

/**
 * One run of a batch: a scenario with a random seed. It is plain data that threads can exchange.
 */
export interface RunSpec {
  /** Names the run within its batch. */
  readonly id: string
  readonly settings: SwarmSettings
  /** The name in its summary. */
  readonly name: string
}

/** The result of a finished run. */
export interface RunResult {
  readonly id: string
  readonly summary: Summary
  /** The download times by group. */
  readonly groups: readonly GroupTimes[]
  /** How long its thread worked, seconds: CPU time if no other process competes. */
  readonly cpuSeconds: number
}

/** A finished run in the journal. */
export interface JournalEntry {
  readonly id: string
  /** How long its thread worked, seconds. */
  readonly cpuSeconds: number
}

/** The download times of a group. */
export interface GroupTimes {
  readonly name: string
  /** Seconds from arrival to completion, by peer; null for a seed or an incomplete peer. */
  readonly downloadSeconds: readonly (number | null)[]
}

/** Events per step; a run ends only when it is over, or with its thread. */
const EVENTS_A_STEP = 1_000_000

/**
 * Makes a run. `clock` returns seconds of real time; `step` replaces the step of the experiment.
 */
export function runOne(
  { id, name, settings }: RunSpec,
  clock: () => number,
  step = (experiment: Experiment, events: number) => experiment.step(events),
): RunResult {
  const began = clock()
  const experiment = new Experiment(settings)
  while (step(experiment, EVENTS_A_STEP));
  const measurements = experiment.measurements()
  const cpuSeconds = clock() - began
  const summary = summarise(name, settings.seed, settings, measurements, cpuSeconds)
  return { id, summary, groups: groupsOf(measurements), cpuSeconds }
}

function groupsOf(measurements: Measurements): GroupTimes[] {
  const { groupNames, peers } = measurements
  const everybody = Array.from({ length: peers.count }, (_, i) => i)
  const secondsOf = (i: number) => {
    const isDone = isLeecher(measurements, i) && !Number.isNaN(peers.completionSeconds[i])
    return isDone ? durationSeconds(measurements, i) : null
  }
  return groupNames.map((name, g) => ({
    name,
    downloadSeconds: everybody.filter((i) => peers.group[i] === g).map(secondsOf),
  }))
}
