import type { SwarmSettings } from '../../sim/settings.js'
import { Experiment } from '../run/experiment.js'
import type { Measurements } from '../run/measurements.js'
import { durationSeconds, isLeecher, type Summary, summarise } from '../summary/summary.js'

/** One run of many: a scenario under one seed. Plain data, so that it can go to another thread. */
export interface RunSpec {
  /** Names the cell among those that run together. */
  readonly id: string
  readonly settings: SwarmSettings
  /** The name in its summary. */
  readonly name: string
}

/** What is kept of a cell that has run to its end. */
export interface RunResult {
  readonly id: string
  readonly summary: Summary
  /** A row a group. */
  readonly groups: readonly GroupTimes[]
  /** How long its thread was at work, seconds; the CPU's time where no other process wants it. */
  readonly cpuSeconds: number
}

/** A finished cell, as a line of the journal has it, with whatever else is kept of it. */
export interface JournalEntry {
  readonly id: string
  /** How long its thread was at work. */
  readonly cpuSeconds: number
}

/** The peers of a group. */
export interface GroupTimes {
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
