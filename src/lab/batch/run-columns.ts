import type { Column, Row } from '../run/table.js'
import { metricColumns, metricsOf } from '../summary/metric-path.js'
import type { Summary } from '../summary/summary.js'

/** The columns that identify a replication, in every file of runs. */
export const REPLICATION_COLUMNS: readonly Column[] = [
  { name: 'replication', kind: 'integer', meaning: 'Number of the replication, from 1.' },
  { name: 'seed', kind: 'text', meaning: 'Random seed of the run.' },
]

/** The trace hash of a run, the last column in every file of runs. */
export const TRACE_COLUMN: Column = {
  name: 'traceHash',
  kind: 'text',
  meaning: 'Fingerprint of all messages and events of the run; equal for equal runs.',
}

/** Lists the columns of a run's results, with all metrics of these groups. */
export function resultColumns(groupNames: readonly string[]): Column[] {
  return [
    {
      name: 'ended',
      kind: 'text',
      meaning: 'Why the run ended: `complete`, `until` (time limit), `stuck` or `interrupted`.',
    },
    {
      name: 'partial',
      kind: 'boolean',
      meaning: 'Whether it was cut off before every leecher that could complete had done so.',
    },
    ...metricColumns(groupNames),
    TRACE_COLUMN,
  ]
}

/** Returns the cells of `resultColumns`. */
export function resultCells(summary: Summary): Row {
  const { ended, partial, traceHash } = summary
  return { ended, partial, ...Object.fromEntries(metricsOf(summary)), traceHash }
}
