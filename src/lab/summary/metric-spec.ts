import type { Unit } from './metric-text.js'
import type { ClassSummary, Summary } from './summary.js'

/**
 * One metric: the key that names it in every JSON and CSV file, its titles, its unit and its
 * definition. Tables, charts, files and the data dictionary all take their names from here.
 */
export interface MetricSpec {
  readonly key: MetricKey
  /** Names the metric in rows, on axes and in the data dictionary. */
  readonly title: string
  /** A shorter title for the head of a column. Default: the title. */
  readonly head?: string
  readonly unit: Unit
  /** Whether it belongs to a whole run, to a group of a run, or to both. */
  readonly level: 'run' | 'group' | 'both'
  readonly meaning: string
  /** What it means for a group, where that is more than the same over the group's peers. */
  readonly groupMeaning?: string
  /** Who defined it. */
  readonly source?: string
  /** Whether it depends on the machine: repeating the run gives another value. */
  readonly isCost?: true
}

type NumericKey<T> = {
  [Key in keyof T]-?: T[Key] extends number | null ? Key : never
}[keyof T]

/** The key of a metric: a number of summary.json, or one that follows from two of them. */
export type MetricKey = NumericKey<Summary> | NumericKey<ClassSummary> | 'completedShare'
