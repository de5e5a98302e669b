import type { SwarmSettings } from '../../sim/settings.js'
import type { JournalEntry, RunSpec } from '../batch/run-spec.js'
import type { Summary } from '../summary/summary.js'

/** One combination of parameters, ready to run with any random seed. */
export interface SweepPoint {
  /** The values of the point, by path. */
  readonly values: Readonly<Record<string, unknown>>
  /** The settings, whose random seed each replication replaces. */
  readonly settings: SwarmSettings
}

/** A checked sweep with all points expanded. */
export interface Sweep {
  readonly name: string
  readonly about: string
  /** The paths in which points differ: the columns of the table, in order. */
  readonly parameters: readonly string[]
  readonly points: readonly SweepPoint[]
  /** Replications of each point. */
  readonly replications: number
  readonly seed: string
  readonly metrics: readonly string[]
  /** Hints for the author, a sentence each, such as a key that has a new name. */
  readonly hints: readonly string[]
}

/** The record of a finished run. */
export interface SweepEntry extends JournalEntry {
  readonly summary: Summary
}

/** A run of a sweep: its point and its replication, both from 0. */
export interface RunKey {
  readonly point: number
  readonly replication: number
}

/** The run of a key. All points share the random seed of a replication: common random numbers. */
export function runSpecAt(sweep: Sweep, { point, replication }: RunKey): RunSpec {
  const seed = seedOf(sweep.seed, replication)
  const settings = { ...sweep.points[point].settings, seed }
  return { id: runId({ point, replication }), name: sweep.name, settings }
}

/** The random seed of a replication: `1/1` is the first of a sweep with the seed 1. */
export function seedOf(seed: string, replication: number): string {
  return `${seed}/${replication + 1}`
}

/** The id of a run in a journal: `3/1` is the first replication of the third point. */
export function runId({ point, replication }: RunKey): string {
  return `${point + 1}/${replication + 1}`
}

/** Parses an id, or returns undefined. */
export function parseRunId(id: string): RunKey | undefined {
  const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(id)
  return match ? { point: Number(match[1]) - 1, replication: Number(match[2]) - 1 } : undefined
}
