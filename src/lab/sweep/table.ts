import { REPLICATION_COLUMNS, resultCells, resultColumns } from '../batch/run-columns.js'
import type { Column, Row, Table } from '../run/table.js'
import { type MeanInterval, meanInterval } from '../stats/mean-interval.js'
import { metricsOf } from '../summary/metric-path.js'
import { groupNamesOf } from './check.js'
import type { SweepPlan } from './plan.js'
import { type Sweep, type SweepPoint, seedOf } from './sweep.js'

/** A metric at a point of a sweep. */
export interface PointMetric {
  readonly point: SweepPoint
  readonly metric: string
  readonly interval: MeanInterval
}

const POINT_COLUMN: Column = {
  name: 'point',
  kind: 'integer',
  meaning: 'Number of the point, from 1, in the order of the sweep file.',
}

/** Tabulates the runs; the table does not depend on how, when or where they were made. */
export function runsTable(plan: SweepPlan): Table {
  const { sweep } = plan
  const parameters = parameterColumns(sweep)
  const rows = plan.finishedRuns.map(({ key: { point, replication }, entry: { summary } }): Row => {
    return {
      point: point + 1,
      replication: replication + 1,
      seed: seedOf(sweep.seed, replication),
      ...parameterCells(parameters, sweep.points[point]),
      ...resultCells(summary),
    }
  })
  const columns = [
    POINT_COLUMN,
    ...REPLICATION_COLUMNS,
    ...parameters,
    ...resultColumns(groupNamesOf(sweep.points)),
  ]
  return { columns, rows }
}

/** Averages the charted metrics at each point over its replications. */
export function pointMetrics(plan: SweepPlan): PointMetric[] {
  const { sweep } = plan
  return sweep.points.flatMap((point, i) => {
    const runs = plan.finishedRunsOf(i).map(({ entry }) => metricsOf(entry.summary))
    return sweep.metrics.map((metric) => ({
      point,
      metric,
      interval: meanInterval(runs.map((run) => run.get(metric) ?? Number.NaN)),
    }))
  })
}

/** Tabulates the charted metrics, a row per point and metric. */
export function pointsTable(sweep: Sweep, metrics: readonly PointMetric[]): Table {
  const parameters = parameterColumns(sweep)
  const numbers = new Map(sweep.points.map((point, i) => [point, i + 1]))
  const rows = metrics.map(
    ({ point, metric, interval }): Row => ({
      point: numbers.get(point)!,
      ...parameterCells(parameters, point),
      metric,
      ...interval,
    }),
  )
  const columns: Column[] = [
    POINT_COLUMN,
    ...parameters,
    { name: 'metric', kind: 'text', meaning: 'Key of the metric, as a column of runs.csv has it.' },
    {
      name: 'replications',
      kind: 'integer',
      meaning: 'Replications that have a value of the metric.',
    },
    numberColumn('mean', 'Mean over these replications.'),
    numberColumn('low95', 'Lower end of the 95 % interval (Student’s t).'),
    numberColumn('high95', 'Upper end of the 95 % interval.'),
  ]
  return { columns, rows }
}

/** Writes the value of a parameter: text as it is, anything else as JSON. */
export function parameterText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function numberColumn(name: string, meaning: string): Column {
  return { name, kind: 'number', unit: 'that of the metric', meaning }
}

/** A parameter has the kind of all its values; if they differ, it is text. */
function parameterColumns({ parameters, points }: Sweep): Column[] {
  return parameters.map((name) => {
    const kinds = new Set(
      points.filter(({ values }) => Object.hasOwn(values, name)).map((p) => kindOf(p.values[name])),
    )
    const isNumber = kinds.size === 2 && kinds.has('integer') && kinds.has('number')
    const kind = isNumber ? 'number' : kinds.size === 1 ? [...kinds][0] : 'text'
    return { name, kind, meaning: 'Value of this path of the scenario.' }
  })
}

function kindOf(value: unknown): Column['kind'] {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value !== 'number') return 'text'
  return value === Math.trunc(value) && Math.abs(value) < 2 ** 31 ? 'integer' : 'number'
}

function parameterCells(columns: readonly Column[], { values }: SweepPoint): Row {
  return Object.fromEntries(
    columns.map(({ name, kind }) => {
      if (!Object.hasOwn(values, name)) return [name, null]
      return [name, kind === 'text' ? parameterText(values[name]) : (values[name] as number)]
    }),
  )
}
