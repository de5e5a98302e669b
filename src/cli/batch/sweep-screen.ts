import Table from 'cli-table3'
import type { MeanInterval } from '../../lab/stats/mean-interval.js'
import { figureText, numberText } from '../../lab/summary/metric-specs.js'
import { SPARE_LINES } from '../../lab/summary/summary-table.js'
import type { Sweep } from '../../lab/sweep/sweep.js'
import { type PointFigure, parameterText } from '../../lab/sweep/table.js'

/** Longer tables are read in the CSV. */
const MOST_LINES = 60

/** A line a point: its parameters, its runs, and each metric with its 95 % interval. */
export function sweepTable(sweep: Sweep, figures: readonly PointFigure[]): string {
  const table = new Table({
    head: [...sweep.parameters, 'runs', ...sweep.metrics],
    colAligns: [
      ...sweep.parameters.map(() => 'left' as const),
      'right',
      ...sweep.metrics.map(() => 'right' as const),
    ],
    style: { head: [], border: [], compact: true },
    chars: SPARE_LINES,
  })
  for (const point of sweep.points.slice(0, MOST_LINES)) {
    const own = figures.filter((figure) => figure.point === point)
    table.push([
      ...sweep.parameters.map((path) => parameterText(point.values[path])),
      String(Math.max(...own.map(({ interval }) => interval.runs))),
      ...own.map(({ interval }) => intervalText(interval)),
    ])
  }
  const more = sweep.points.length - MOST_LINES
  const rest = more > 0 ? `... and ${more} more points: points.csv\n` : ''
  return `${table.toString()}\n${rest}`
}

/** `412 [405, 419]`; without runs a dash. */
export function intervalText({ mean, low, high }: MeanInterval): string {
  const text = (value: number) => figureText(Number.isFinite(value) ? value : null, numberText)
  return Number.isNaN(low) ? text(mean) : `${text(mean)} [${text(low)}, ${text(high)}]`
}
