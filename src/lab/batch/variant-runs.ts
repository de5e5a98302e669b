import type { Summary } from '../summary/summary.js'
import type { GroupTimes } from './run-spec.js'

/** A variant of the swarm, to be compared with others. */
export interface Variant {
  readonly name: string
  /** The changed paths of the scenario, with their values. */
  readonly sets: Readonly<Record<string, string>>
}

/** One run of a variant. */
export interface ComparedRun {
  readonly summary: Summary
  readonly groups: readonly GroupTimes[]
}

/** A variant with its runs; replication r of all variants has the same random seed. */
export interface VariantRuns extends Variant {
  readonly runs: readonly ComparedRun[]
}

/** Returns the names of the groups of a variant that have leechers. */
export function leecherGroupsOf({ runs }: VariantRuns): string[] {
  const names = new Set(runs.flatMap(({ summary }) => Object.keys(summary.classes)))
  return [...names].filter((name) => runs.some(({ summary }) => summary.classes[name].leechers > 0))
}

/** Returns the names of the groups that have leechers in both. */
export function commonLeecherGroups(one: VariantRuns, other: VariantRuns): string[] {
  return leecherGroupsOf(one).filter((name) => leecherGroupsOf(other).includes(name))
}
