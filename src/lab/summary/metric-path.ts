import type { Column } from '../run/table.js'
import { METRIC_SPECS, type MetricKey, type MetricSpec } from './metric-specs.js'
import { UNITS } from './metric-text.js'
import type { ClassSummary, Summary } from './summary.js'

/** The metrics that repeating a run reproduces: of a whole run, and of a group. */
const RUN_SPECS = METRIC_SPECS.filter(({ level, isCost }) => level !== 'group' && !isCost)
const GROUP_SPECS = METRIC_SPECS.filter(({ level, isCost }) => level !== 'run' && !isCost)

/** Returns the spec of a metric. */
export function metricSpec(key: MetricKey): MetricSpec {
  return METRIC_SPECS.find((spec) => spec.key === key) as MetricSpec
}

/** Returns the value of a metric in a run or in one of its groups, or null if it has none. */
export function metricValue(key: MetricKey, summary: Summary | ClassSummary): number | null {
  if (key === 'completedShare') {
    const { leechers, completed } = summary
    return leechers > 0 ? completed / leechers : null
  }
  // Results of earlier versions lack some keys.
  return (summary as Partial<Record<MetricKey, number | null>>)[key] ?? null
}

/** Lists the paths of all metrics of a run: `meanSeconds`, `leechers.meanSeconds`, ... */
export function metricPaths(groupNames: readonly string[]): string[] {
  return metricColumns(groupNames).map(({ name }) => name)
}

/** Lists the columns of all metrics of a run with these groups, each named by its path. */
export function metricColumns(groupNames: readonly string[]): Column[] {
  return [
    ...RUN_SPECS.map((spec) => columnOf(spec.key, spec, spec.meaning)),
    ...groupNames.flatMap((name) =>
      GROUP_SPECS.map((spec) =>
        columnOf(pathOf(name, spec.key), spec, spec.groupMeaning ?? spec.meaning),
      ),
    ),
  ]
}

/** Collects the metrics of a run by path; NaN where a metric has no value. */
export function metricsOf(summary: Summary): Map<string, number> {
  const metrics = new Map<string, number>()
  for (const { key } of RUN_SPECS) metrics.set(key, metricValue(key, summary) ?? Number.NaN)
  for (const [name, group] of Object.entries(summary.classes)) {
    for (const { key } of GROUP_SPECS) {
      metrics.set(pathOf(name, key), metricValue(key, group) ?? Number.NaN)
    }
  }
  return metrics
}

/** Names a metric on an axis: `Mean download time (s), slow` for the path `slow.meanSeconds`. */
export function metricTitle(path: string): string {
  const dot = path.lastIndexOf('.')
  const { title, unit } = metricSpec(path.slice(dot + 1) as MetricKey)
  const full = `${title}${UNITS[unit].axis}`
  return dot < 0 ? full : `${full}, ${path.slice(0, dot)}`
}

/** Turns `classes.GROUP.KEY`, as earlier versions had it, into `GROUP.KEY`. */
export function currentMetricPath(path: string): string {
  return path.replace(/^classes\.(.+\.[^.]+)$/, '$1')
}

function pathOf(groupName: string, key: string): string {
  return `${groupName}.${key}`
}

function columnOf(name: string, { unit }: MetricSpec, meaning: string): Column {
  return { name, kind: 'number', unit: UNITS[unit].name, meaning }
}
