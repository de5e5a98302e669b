import type { Column, Row, Table } from '../run/table.js'
import { type MeanInterval, meanInterval } from '../stats/mean-interval.js'
import { groupNamesOf } from './check.js'
import { metricPaths, metricsOf } from './metric-path.js'
import type { SweepPlan } from './plan.js'
import { type Sweep, type SweepPoint, seedOf } from './sweep.js'

/** How a metric came out at a point. */
export interface PointFigure {
  readonly point: SweepPoint
  readonly metric: string
  readonly interval: MeanInterval
}

/**
 * A row a run, the parameters as columns; nothing in it depends on how, when or where the runs were
 * made.
 */
export function runsTable(plan: SweepPlan): Table {
  const { sweep } = plan
  const parameters = parameterColumns(sweep)
  const rows = plan.finishedRuns.map(({ key: { point, replication }, entry: { summary } }): Row => {
    const { ended, partial, traceHash } = summary
    return {
      point: point + 1,
      run: replication + 1,
      seed: seedOf(sweep.seed, replication),
      ...parameterCells(parameters, sweep.points[point]),
      ended,
      partial,
      ...Object.fromEntries(metricsOf(summary)),
      traceHash,
    }
  })
  const columns: Column[] = [
    { name: 'point', kind: 'integer' },
    { name: 'run', kind: 'integer' },
    { name: 'seed', kind: 'text' },
    ...parameters,
    { name: 'ended', kind: 'text' },
    { name: 'partial', kind: 'boolean' },
    ...metricPaths(groupNamesOf(sweep.points)).map(asNumber),
    { name: 'traceHash', kind: 'text' },
  ]
  return { columns, rows }
}

/** The charted metrics at each point: mean and interval over the point's runs. */
export function figuresOf(plan: SweepPlan): PointFigure[] {
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

/** A row a point and charted metric. */
export function pointsTable(sweep: Sweep, figures: readonly PointFigure[]): Table {
  const parameters = parameterColumns(sweep)
  const numbers = new Map(sweep.points.map((point, i) => [point, i + 1]))
  const rows = figures.map(
    ({ point, metric, interval: { runs, mean, low, high } }): Row => ({
      point: numbers.get(point)!,
      ...parameterCells(parameters, point),
      metric,
      runs,
      mean,
      low95: low,
      high95: high,
    }),
  )
  const columns: Column[] = [
    { name: 'point', kind: 'integer' },
    ...parameters,
    { name: 'metric', kind: 'text' },
    { name: 'runs', kind: 'integer' },
    ...['mean', 'low95', 'high95'].map(asNumber),
  ]
  return { columns, rows }
}

/** A parameter's value as a cell: texts and numbers as they are, all else as JSON. */
export function parameterText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function asNumber(name: string): Column {
  return { name, kind: 'number' }
}

/** A parameter is of the kind that all its values are of, and otherwise text. */
function parameterColumns({ parameters, points }: Sweep): Column[] {
  return parameters.map((name) => {
    const kinds = new Set(
      points.filter(({ values }) => Object.hasOwn(values, name)).map((p) => kindOf(p.values[name])),
    )
    if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return asNumber(name)
    return { name, kind: kinds.size === 1 ? [...kinds][0] : 'text' }
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
