import {
  REPLICATION_COLUMNS,
  resultCells,
  resultColumns,
  TRACE_COLUMN,
} from '../../lab/batch/run-columns.js'
import type { VariantRuns } from '../../lab/batch/variant-runs.js'
import type { Column, Row, Table } from '../../lab/run/table.js'
import { metricSpec } from '../../lab/summary/metric-path.js'
import { UNITS } from '../../lab/summary/metric-text.js'

/** Tabulates every run of a comparison: what was varied, its random seed and its metrics. */
export function comparedRunsTable(variants: readonly VariantRuns[]): Table {
  const runs = variants.flatMap((variant) => variant.runs.map((run, r) => ({ variant, run, r })))
  const paths = [...new Set(variants.flatMap(({ sets }) => Object.keys(sets)))]
  const groups = [...new Set(runs.flatMap(({ run }) => Object.keys(run.summary.classes)))]
  const { unit, meaning } = metricSpec('cpuSeconds')
  const columns: Column[] = [
    { name: 'variant', kind: 'text', meaning: 'Name of the variant.' },
    ...paths.map(
      (name): Column => ({ name, kind: 'text', meaning: 'Value of this path of the scenario.' }),
    ),
    ...REPLICATION_COLUMNS,
    ...resultColumns(groups).filter(({ name }) => name !== TRACE_COLUMN.name),
    { name: 'cpuSeconds', kind: 'number', unit: UNITS[unit].name, meaning },
    TRACE_COLUMN,
  ]
  const rows = runs.map(({ variant, run: { summary }, r }): Row => {
    const { seed, cpuSeconds } = summary
    const varied = Object.fromEntries(paths.map((path) => [path, variant.sets[path] ?? null]))
    const cells = resultCells(summary)
    return { variant: variant.name, ...varied, replication: r + 1, seed, ...cells, cpuSeconds }
  })
  return { columns, rows }
}
