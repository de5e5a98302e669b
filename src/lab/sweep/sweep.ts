import type { SwarmSettings } from '../../sim/settings.js'
import type { JournalEntry, RunSpec } from '../batch/run-spec.js'
import type { Summary } from '../summary/summary.js'

/** One combination of parameters, ready to run under any seed. */
export interface SweepPoint {
  /** The values that distinguish it, by path. */
  readonly values: Readonly<Record<string, unknown>>
  /** Everything but the seed, which each replication replaces. */
  readonly settings: SwarmSettings
}

/** A sweep, checked, with every point expanded. */
export interface Sweep {
  readonly name: string
  readonly about: string
  /** Paths that the points differ in: the columns of the table, in order. */
  readonly parameters: readonly string[]
  readonly points: readonly SweepPoint[]
  /** Runs of each point that the file asks for. */
  readonly replications: number
  readonly seed: string
  readonly metrics: readonly string[]
}

/** What is kept of a run. */
export interface SweepEntry extends JournalEntry {
  readonly summary: Summary
}

/** Which run of which point; both count from 0. */
export interface CellPlace {
  readonly point: number
  readonly replication: number
}

/** The cell of a place. Points share the seed of a replication: common random numbers. */
export function cellAt(sweep: Sweep, { point, replication }: CellPlace): RunSpec {
  const seed = seedOf(sweep.seed, replication)
  const settings = { ...sweep.points[point].settings, seed }
  return { id: cellId({ point, replication }), name: sweep.name, settings }
}

/** The seed of a replication: `1/1` is the first of a sweep with the seed 1. */
export function seedOf(seed: string, replication: number): string {
  return `${seed}/${replication + 1}`
}

/** Names a cell in a journal: `3/1` is the first run of the third point. */
export function cellId({ point, replication }: CellPlace): string {
  return `${point + 1}/${replication + 1}`
}

/** The place that an id names, or undefined. */
export function placeOf(id: string): CellPlace | undefined {
  const match = /^([1-9]\d*)\/([1-9]\d*)$/.exec(id)
  return match ? { point: Number(match[1]) - 1, replication: Number(match[2]) - 1 } : undefined
}
