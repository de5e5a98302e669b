import type { Summary } from '../summary/summary.js'
import type { GroupTimes } from './run-spec.js'

/** A way to set up the swarm, to be compared with others. */
export interface Variant {
  readonly name: string
  /** What was changed for it: `path` to value. */
  readonly sets: Readonly<Record<string, string>>
}

/** One run of a variant. */
export interface ComparedRun {
  readonly summary: Summary
  readonly groups: readonly GroupTimes[]
}

/** A variant with its runs; the r-th of all variants share their seed. */
export interface VariantRuns extends Variant {
  readonly runs: readonly ComparedRun[]
}

/** Names of the groups of a variant that download something. */
export function classesOf({ runs }: VariantRuns): string[] {
  const names = new Set(runs.flatMap(({ summary }) => Object.keys(summary.classes)))
  return [...names].filter((name) => runs.some(({ summary }) => summary.classes[name].leechers > 0))
}

/** Names of the groups that download something in both. */
export function commonClasses(one: VariantRuns, other: VariantRuns): string[] {
  return classesOf(one).filter((name) => classesOf(other).includes(name))
}
