import type { ScenarioPath } from '../scenario/error.js'
import type { SweepDocument } from './schema.js'

/** A value that a point gives to a path of the scenario, and its place in the sweep file. */
export interface SweepParameter {
  /** In the scenario, for instance `groups.leechers.count`. */
  readonly path: string
  readonly value: unknown
  /** In the sweep file, for instance `grid`, `groups.leechers.count`, 1. */
  readonly place: ScenarioPath
}

/** The values of one point of a sweep, in the order of the file. */
export type SweepCombination = readonly SweepParameter[]

/**
 * Combines every entry of the list with every combination of the grid. The last key of the grid
 * changes fastest, the list slowest. Without grid and list there is one point without changes.
 */
export function combinationsOf({ grid = {}, list = [{}] }: SweepDocument): SweepCombination[] {
  let points: SweepCombination[] = list.map((entry, i) =>
    Object.entries(entry).map(([path, value]) => ({ path, value, place: ['list', i, path] })),
  )
  for (const [path, values] of Object.entries(grid)) {
    const choices = values.map((value, i) => ({ path, value, place: ['grid', path, i] }))
    points = points.flatMap((point) => choices.map((choice) => [...point, choice]))
  }
  return points
}

/** Counts the points without making them. */
export function pointCount({ grid = {}, list = [{}] }: SweepDocument): number {
  return Object.values(grid).reduce((count, { length }) => count * length, list.length)
}

/** The values that all points share. */
export function sharedParameters({ set = {} }: SweepDocument): SweepParameter[] {
  return Object.entries(set).map(([path, value]) => ({ path, value, place: ['set', path] }))
}

/** The columns of a sweep: the paths of its grid, then those of its list alone. */
export function parameterPaths({ grid = {}, list = [] }: SweepDocument): string[] {
  return [...new Set([...Object.keys(grid), ...list.flatMap((entry) => Object.keys(entry))])]
}
