import {
  type Chart,
  type ChartSpec,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  short,
} from '../chart.js'
import type { Sweep } from './sweep.js'
import { type PointFigure, parameterText } from './sweep-table.js'

/** Small multiples, as many a row. */
const COLUMNS = 3
const SMALL_PLOT = { width: 240, height: 180 }

/** Values above 0 that are further apart than this share a logarithmic axis. */
const MOST_APART = 50

/**
 * A metric over the first parameter, a line for each value of the second, or with more than two a
 * small chart for each value of the second and a line for each combination of the others; the band
 * is the 95 % interval. Without parameters there is no chart.
 */
export function sweepChart(
  sweep: Sweep,
  metric: string,
  figures: readonly PointFigure[],
): Chart | undefined {
  const [across, ...rest] = sweep.parameters
  if (across === undefined) return undefined
  const facet = rest.length > 1 ? rest[0] : undefined
  const others = rest.length > 1 ? rest.slice(1) : rest
  const rows = figures
    .filter((figure) => figure.metric === metric && figure.interval.runs > 0)
    .map(({ point, interval: { mean, low, high } }) => ({
      x: point.values[across] ?? null,
      facet: facet === undefined ? '' : parameterText(point.values[facet]),
      line: others
        .map((path) => (facet ? `${lastKey(path)} ` : '') + parameterText(point.values[path]))
        .join(', '),
      mean: short(mean),
      ...(Number.isNaN(low) ? {} : { low: short(low), high: short(high) }),
    }))
  const numeric = sweep.points.every(({ values }) => typeof values[across] === 'number')
  if (!numeric) for (const row of rows) row.x = parameterText(row.x)
  const lines = [...new Set(rows.map(({ line }) => line))]
  const scales = { x: scaleOf(rows.map(({ x }) => x)), y: scaleOf(rows.map((row) => row.mean)) }
  const axes = { across, metric, numeric, scales }
  const layer = layersOf(axes, orderOf(sweep, across), lines)
  const notes = ['Mean over the runs of each point; the band is its 95 % interval.']
  const plot = { ...(facet === undefined ? PLOT : SMALL_PLOT), layer }
  const body: ChartSpec =
    facet === undefined
      ? { data: { values: rows }, ...plot }
      : {
          data: { values: rows },
          columns: COLUMNS,
          facet: { field: 'facet', type: 'nominal', title: facet, sort: orderOf(sweep, facet) },
          spec: plot,
        }
  const spec = chartSpec({ name: sweep.name }, `${metric} over ${across}`, notes, body)
  const description = `Mean of ${metric} over ${sweep.parameters.join(', ')}, with 95 % intervals.`
  return { id: metric.replaceAll(/[^A-Za-z0-9-]+/g, '-'), description, spec }
}

/** Linear, or logarithmic where values lie far apart. */
function scaleOf(values: readonly unknown[]): ChartSpec {
  const numbers = values.filter((value) => typeof value === 'number')
  const positive = numbers.length === values.length && numbers.every((value) => value > 0)
  const apart = positive && Math.max(...numbers) / Math.min(...numbers) > MOST_APART
  return apart ? { type: 'log', nice: false } : { zero: false, nice: true }
}

interface Axes {
  readonly across: string
  readonly metric: string
  readonly numeric: boolean
  readonly scales: { readonly x: ChartSpec; readonly y: ChartSpec }
}

function layersOf(
  { across, metric, numeric, scales }: Axes,
  order: readonly string[],
  lines: readonly string[],
): ChartSpec[] {
  const { color, dash } = scalesOf(lines)
  const x = numeric
    ? { field: 'x', type: 'quantitative', title: across, scale: scales.x }
    : { field: 'x', type: 'ordinal', title: across, sort: order }
  // Without it the samples would be as pale as the bands.
  const legend = { legend: lines.length > 1 ? { ...LINE_LEGEND, symbolOpacity: 1 } : null }
  const key = { field: 'line', type: 'nominal', title: null, sort: [...lines], ...legend }
  const colour = { ...key, scale: color }
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: metric,
    scale: scales.y,
  })
  const spread = numeric ? { type: 'area', opacity: 0.2 } : { type: 'rule', strokeWidth: 2 }
  return [
    {
      transform: [{ filter: 'isValid(datum.low)' }],
      mark: spread,
      encoding: { x, y: y('low'), y2: { field: 'high' }, color: colour },
    },
    {
      mark: { type: 'line', strokeWidth: 2, opacity: numeric ? 1 : 0.5 },
      encoding: { x, y: y('mean'), color: colour, strokeDash: { ...colour, scale: dash } },
    },
    {
      mark: { type: 'point', filled: true, size: 30, tooltip: true, opacity: 1 },
      encoding: { x, y: y('mean'), color: colour },
    },
  ]
}

/** Values of a parameter in the order of the file. */
function orderOf({ points }: Sweep, path: string): string[] {
  return [...new Set(points.map(({ values }) => parameterText(values[path])))]
}

function lastKey(path: string): string {
  return path.split('.').at(-1) ?? path
}
