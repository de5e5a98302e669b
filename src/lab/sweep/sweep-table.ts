import { type Row, written } from '../csv.js'
import { type MeanInterval, meanInterval } from '../mean-interval.js'
import { metricPaths, metricsOf } from './metric-path.js'
import { type Sweep, type SweepPoint, seedOf } from './sweep.js'
import { groupNamesOf } from './sweep-check.js'
import type { SweepPlan } from './sweep-plan.js'

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
export function runsCsv(plan: SweepPlan): string {
  const { sweep } = plan
  const metrics = metricPaths(groupNamesOf(sweep.points))
  const rows = plan.rows.map(({ place: { point, replication }, entry: { summary } }): Row => {
    const { ended, partial, traceHash } = summary
    return {
      point: point + 1,
      run: replication + 1,
      seed: seedOf(sweep.seed, replication),
      ...parameterCells(sweep, sweep.points[point]),
      ended,
      partial: String(partial),
      ...Object.fromEntries(metricsOf(summary)),
      traceHash,
    }
  })
  const heads = ['point', 'run', 'seed', ...sweep.parameters, 'ended', 'partial', ...metrics]
  return written([...heads, 'traceHash'], rows)
}

/** The charted metrics at each point: mean and interval over the point's runs. */
export function figuresOf(plan: SweepPlan): PointFigure[] {
  const { sweep } = plan
  return sweep.points.flatMap((point, i) => {
    const runs = plan.rowsOf(i).map(({ entry }) => metricsOf(entry.summary))
    return sweep.metrics.map((metric) => ({
      point,
      metric,
      interval: meanInterval(runs.map((run) => run.get(metric) ?? Number.NaN)),
    }))
  })
}

/** A row a point and charted metric. */
export function pointsCsv(sweep: Sweep, figures: readonly PointFigure[]): string {
  const rows = figures.map(({ point, metric, interval }): Row => {
    const { runs, mean, low, high } = interval
    const number = sweep.points.indexOf(point) + 1
    return { point: number, ...parameterCells(sweep, point), metric, runs, mean, low, high }
  })
  return written(
    ['point', ...sweep.parameters, 'metric', 'runs', 'mean', 'low95', 'high95'],
    rows.map(({ low, high, ...rest }) => ({ ...rest, low95: low, high95: high })),
  )
}

/** A parameter's value as a cell: texts and numbers as they are, all else as JSON. */
export function parameterText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function parameterCells({ parameters }: Sweep, { values }: SweepPoint): Row {
  return Object.fromEntries(parameters.map((path) => [path, parameterText(values[path])]))
}
