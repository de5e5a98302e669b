import type { SwarmSettings } from '../sim/settings.js'
import { Experiment } from './experiment.js'
import type { Measurements } from './measurements.js'
import { durationSeconds, isLeecher, type Summary, summarise } from './summary.js'

/** One run of many: a scenario under one seed. Plain data, so that it can go to another thread. */
export interface Cell {
  /** Names the cell among those that run together. */
  readonly id: string
  readonly settings: SwarmSettings
  /** The name in its summary. */
  readonly name: string
}

/** What is kept of a cell that has run to its end. */
export interface CellResult {
  readonly id: string
  readonly summary: Summary
  /** A row a group. */
  readonly groups: readonly CellGroup[]
  /** How long its thread was at work, seconds; the CPU's time where no other process wants it. */
  readonly cpuSeconds: number
}

/** The peers of a group. */
export interface CellGroup {
  readonly name: string
  /** How long each took from its own arrival; null if it came complete, or never was. */
  readonly downloadSeconds: readonly (number | null)[]
}

/** Events between two looks at nothing: a cell runs to its end, and is stopped with its thread. */
const EVENTS_A_STEP = 1_000_000

/**
 * Runs a cell to its end. `clock` tells seconds of real time; `step` steps an experiment, as its
 * own method would.
 */
export function runCell(
  { id, name, settings }: Cell,
  clock: () => number,
  step = (experiment: Experiment, events: number) => experiment.step(events),
): CellResult {
  const began = clock()
  const experiment = new Experiment(settings)
  while (step(experiment, EVENTS_A_STEP));
  const measurements = experiment.measurements()
  const cpuSeconds = clock() - began
  const summary = summarise(name, settings.seed, settings, measurements, cpuSeconds)
  return { id, summary, groups: groupsOf(measurements), cpuSeconds }
}

function groupsOf(measurements: Measurements): CellGroup[] {
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
