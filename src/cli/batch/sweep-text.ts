import type { MeanInterval } from '../../lab/stats/mean-interval.js'
import { metricTitle } from '../../lab/summary/metric-path.js'
import { numberText, valueText } from '../../lab/summary/metric-text.js'
import type { Sweep } from '../../lab/sweep/sweep.js'
import { type PointMetric, parameterText } from '../../lab/sweep/table.js'
import { drawTable } from '../terminal/text-table.js'

/** Longer tables are read in the CSV file. */
const MAX_ROWS = 60

/** Writes a row per point: its parameters, its replications, and its metrics with intervals. */
export function sweepText(
  sweep: Sweep,
  metrics: readonly PointMetric[],
  terminalColumns?: number,
): string {
  const rows = sweep.points.slice(0, MAX_ROWS).map((point) => {
    const own = metrics.filter((metric) => metric.point === point)
    return [
      ...sweep.parameters.map((path) => parameterText(point.values[path])),
      String(Math.max(...own.map(({ interval }) => interval.replications))),
      ...own.map(({ interval }) => intervalText(interval)),
    ]
  })
  const table = {
    title: 'Means with 95 % intervals',
    head: [...sweep.parameters, 'Replications', ...sweep.metrics.map(metricTitle)],
    rows,
    textColumns: sweep.parameters.length,
  }
  const more = sweep.points.length - MAX_ROWS
  const rest = more > 0 ? `... and ${more} more points in points.csv\n` : ''
  return `${drawTable(table, false, terminalColumns)}${rest}`
}

/** Writes a mean with its interval: `412 [405, 419]`; a dash without a value. */
export function intervalText({ mean, low95, high95 }: MeanInterval): string {
  const text = (value: number) => valueText(Number.isFinite(value) ? value : null, numberText)
  return Number.isNaN(low95) ? text(mean) : `${text(mean)} [${text(low95)}, ${text(high95)}]`
}
