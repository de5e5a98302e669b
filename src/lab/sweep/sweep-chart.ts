import {
  type Chart,
  type ChartSpec,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  short,
} from '../chart.js'
import { metricTitle, parameterTitle } from './axis-title.js'
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
 * is the 95 % interval. Where `modelSeconds` or `boundSeconds` are metrics, too, the last finish
 * has beside it when the last is done by the formula of its model, or by the bound of swarms.
 * Without parameters there is no chart.
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
  const rowOf = ({ point, interval: { mean, low, high } }: PointFigure, isFormula: boolean) => ({
    x: point.values[across] ?? null,
    facet: facet === undefined ? '' : parameterText(point.values[facet]),
    line: others
      .map((path) => (facet ? `${lastKey(path)} ` : '') + parameterText(point.values[path]))
      .join(', '),
    isFormula,
    mean: short(mean),
    ...(Number.isNaN(low) ? {} : { low: short(low), high: short(high) }),
  })
  const formulas = metric === 'lastFinishSeconds' ? formulaFigures(figures) : []
  const rows = [
    ...figuresOf(figures, metric).map((figure) => rowOf(figure, false)),
    ...formulas.map((figure) => rowOf(figure, true)),
  ]
  const numeric = sweep.points.every(({ values }) => typeof values[across] === 'number')
  if (!numeric) for (const row of rows) row.x = parameterText(row.x)
  const lines = [...new Set(rows.map(({ line }) => line))]
  const scales = { x: scaleOf(rows.map(({ x }) => x)), y: scaleOf(rows.map((row) => row.mean)) }
  const axes = { across, metric, numeric, scales }
  const layer = layersOf(axes, orderOf(sweep, across), lines)
  const notes = [
    'Mean over the runs of each point; the band is its 95 % interval.',
    ...(formulas.length > 0
      ? ['Dotted, with diamonds: the formula of the model, or else the lower bound.']
      : []),
  ]
  const plot = { ...(facet === undefined ? PLOT : SMALL_PLOT), layer }
  const body: ChartSpec =
    facet === undefined
      ? { data: { values: rows }, ...plot }
      : {
          data: { values: rows },
          columns: COLUMNS,
          facet: {
            field: 'facet',
            type: 'nominal',
            title: parameterTitle(facet),
            sort: orderOf(sweep, facet),
          },
          spec: plot,
        }
  const spec = chartSpec(
    { name: sweep.name },
    `${metricTitle(metric)} by ${lowerFirst(parameterTitle(across))}`,
    notes,
    body,
  )
  const description = `Mean of ${metric} over ${sweep.parameters.join(', ')}, with 95 % intervals.`
  return { id: metric.replaceAll(/[^A-Za-z0-9-]+/g, '-'), description, spec }
}

/** What came out of a metric, at the points at which something did. */
function figuresOf(figures: readonly PointFigure[], metric: string): PointFigure[] {
  return figures.filter((figure) => figure.metric === metric && figure.interval.runs > 0)
}

/** Of each point, when the last is done by its model's formula, or by the bound if it has none. */
function formulaFigures(figures: readonly PointFigure[]): PointFigure[] {
  const models = figuresOf(figures, 'modelSeconds')
  const have = new Set(models.map(({ point }) => point))
  const bounds = figuresOf(figures, 'boundSeconds').filter(({ point }) => !have.has(point))
  return [...models, ...bounds]
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
    ? { field: 'x', type: 'quantitative', title: parameterTitle(across), scale: scales.x }
    : { field: 'x', type: 'ordinal', title: parameterTitle(across), sort: order }
  // Without it the samples would be as pale as the bands.
  const legend = { legend: lines.length > 1 ? { ...LINE_LEGEND, symbolOpacity: 1 } : null }
  const key = { field: 'line', type: 'nominal', title: null, sort: [...lines], ...legend }
  const colour = { ...key, scale: color }
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: metricTitle(metric),
    scale: scales.y,
  })
  const spread = numeric ? { type: 'area', opacity: 0.2 } : { type: 'rule', strokeWidth: 2 }
  return [
    {
      transform: [{ filter: 'isValid(datum.low) && !datum.isFormula' }],
      mark: spread,
      encoding: { x, y: y('low'), y2: { field: 'high' }, color: colour },
    },
    {
      transform: [{ filter: '!datum.isFormula' }],
      mark: { type: 'line', strokeWidth: 2, opacity: numeric ? 1 : 0.5 },
      encoding: { x, y: y('mean'), color: colour, strokeDash: { ...colour, scale: dash } },
    },
    {
      transform: [{ filter: '!datum.isFormula' }],
      mark: { type: 'point', filled: true, size: 30, tooltip: true, opacity: 1 },
      encoding: { x, y: y('mean'), color: colour },
    },
    {
      transform: [{ filter: 'datum.isFormula' }],
      mark: { type: 'line', strokeWidth: 1, strokeDash: [1, 3], opacity: numeric ? 1 : 0 },
      encoding: { x, y: y('mean'), color: colour },
    },
    {
      transform: [{ filter: 'datum.isFormula' }],
      mark: { type: 'point', shape: 'diamond', size: 70, strokeWidth: 1, opacity: 1 },
      encoding: { x, y: y('mean'), color: colour },
    },
  ]
}

/** Values of a parameter in the order of the file. */
function orderOf({ points }: Sweep, path: string): string[] {
  return [...new Set(points.map(({ values }) => parameterText(values[path])))]
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function lastKey(path: string): string {
  return path.split('.').at(-1) ?? path
}
