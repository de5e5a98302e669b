import {
  type Chart,
  type ChartSpec,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  sixDigits,
} from '../charts/chart.js'
import { metricTitle } from '../summary/metric-path.js'
import { parameterTitle } from '../summary/parameter-title.js'
import type { Sweep } from './sweep.js'
import { type PointMetric, parameterText } from './table.js'

/** Small charts per row. */
const COLUMNS = 3
const SMALL_PLOT = { width: 240, height: 180 }

/** Positive values whose ratio exceeds this get a logarithmic axis. */
const LOG_RATIO = 50

/**
 * Draws a metric over the first parameter, with a line for each value of the second. With more than
 * two parameters there is a small chart for each value of the second, and a line for each
 * combination of the others. Bands are 95 % intervals. Without parameters there is no chart.
 */
export function sweepChart(
  sweep: Sweep,
  metric: string,
  values: readonly PointMetric[],
): Chart | undefined {
  const [across, ...rest] = sweep.parameters
  if (across === undefined) return undefined
  const facet = rest.length > 1 ? rest[0] : undefined
  const others = rest.length > 1 ? rest.slice(1) : rest
  const rowOf = (
    { point, interval: { mean, low95, high95 } }: PointMetric,
    isFormula: boolean,
  ) => ({
    x: point.values[across] ?? null,
    facet: facet === undefined ? '' : parameterText(point.values[facet]),
    line: others.map((path) => parameterText(point.values[path])).join(', '),
    isFormula,
    mean: sixDigits(mean),
    ...(Number.isNaN(low95) ? {} : { low: sixDigits(low95), high: sixDigits(high95) }),
  })
  const formulas = metric === 'lastFinishSeconds' ? formulaValues(values) : []
  const rows = [
    ...valuesOf(values, metric).map((value) => rowOf(value, false)),
    ...formulas.map((value) => rowOf(value, true)),
  ]
  const numeric = sweep.points.every(({ values }) => typeof values[across] === 'number')
  if (!numeric) for (const row of rows) row.x = parameterText(row.x)
  const lines = [...new Set(rows.map(({ line }) => line))]
  const scales = { x: scaleOf(rows.map(({ x }) => x)), y: scaleOf(rows.map((row) => row.mean)) }
  const titles = {
    x: parameterTitle(across),
    y: metricTitle(metric),
    lines: others.map(parameterTitle),
  }
  const layer = numeric
    ? curves({ titles, scales, lines })
    : marks({ titles, scales, lines }, orderOf(sweep, across))
  const interval = numeric ? 'band: 95 % interval' : 'bar: 95 % interval'
  const notes = [
    `Mean over the replications; ${interval}.`,
    ...(formulas.length > 0
      ? ['Diamonds: formula of the model, or the lower bound if it has none.']
      : []),
  ]
  const plot = { ...(facet === undefined ? PLOT : SMALL_PLOT), layer }
  const data = { values: rows }
  const body: ChartSpec =
    facet === undefined ? { data, ...plot } : faceted(sweep, facet, data, plot)
  const title = `${titles.y} by ${titles.x}`
  const spec = chartSpec({ name: sweep.name }, title, notes, body)
  const by = sweep.parameters.map(parameterTitle).join(', ')
  const description = `${titles.y} by ${by}: means with 95 % intervals.`
  return { id: metric.replaceAll(/[^A-Za-z0-9-]+/g, '-'), description, spec }
}

/** Returns the values of a metric at the points that have one. */
function valuesOf(values: readonly PointMetric[], metric: string): PointMetric[] {
  return values.filter((value) => value.metric === metric && value.interval.replications > 0)
}

/** Returns the last finish by the formula of each point's model, or else its lower bound. */
function formulaValues(values: readonly PointMetric[]): PointMetric[] {
  const models = valuesOf(values, 'modelSeconds')
  const have = new Set(models.map(({ point }) => point))
  const bounds = valuesOf(values, 'boundSeconds').filter(({ point }) => !have.has(point))
  return [...models, ...bounds]
}

function faceted(sweep: Sweep, path: string, data: ChartSpec, spec: ChartSpec): ChartSpec {
  const title = parameterTitle(path)
  const facet = { field: 'facet', type: 'nominal', title, sort: orderOf(sweep, path) }
  return { data, columns: COLUMNS, facet, spec }
}

/** Chooses a linear scale, or a logarithmic one for positive values with a large ratio. */
function scaleOf(values: readonly unknown[]): ChartSpec {
  const numbers = values.filter((value) => typeof value === 'number')
  const positive = numbers.length === values.length && numbers.every((value) => value > 0)
  const apart = positive && Math.max(...numbers) / Math.min(...numbers) > LOG_RATIO
  return apart ? { type: 'log', nice: false } : { zero: false, nice: true }
}

interface Axes {
  readonly titles: {
    readonly x: string
    readonly y: string
    /** The titles of the parameters that distinguish the lines. */
    readonly lines: readonly string[]
  }
  readonly scales: { readonly x: ChartSpec; readonly y: ChartSpec }
  readonly lines: readonly string[]
}

/** Draws lines with bands over a numeric parameter. */
function curves({ titles, scales, lines }: Axes): ChartSpec[] {
  const { color, dash } = scalesOf(lines)
  const x = { field: 'x', type: 'quantitative', title: titles.x, scale: scales.x }
  const y = { type: 'quantitative', title: titles.y, scale: scales.y }
  const colour = { ...keyOf(titles.lines, lines, LINE_LEGEND), scale: color }
  return [
    {
      transform: [{ filter: 'isValid(datum.low) && !datum.isFormula' }],
      mark: { type: 'area', opacity: 0.2 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: colour },
    },
    {
      transform: [{ filter: '!datum.isFormula' }],
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x,
        y: { ...y, field: 'mean' },
        color: colour,
        strokeDash: { ...colour, scale: dash },
      },
    },
    {
      transform: [{ filter: '!datum.isFormula' }],
      mark: { type: 'point', filled: true, size: 30, tooltip: true, opacity: 1 },
      encoding: { x, y: { ...y, field: 'mean' }, color: colour },
    },
    {
      transform: [{ filter: 'datum.isFormula' }],
      mark: { type: 'line', strokeWidth: 1, strokeDash: [1, 3] },
      encoding: { x, y: { ...y, field: 'mean' }, color: colour },
    },
    formulaMarks({ x, y: { ...y, field: 'mean' }, color: colour }),
  ]
}

/** Draws points with bars side by side over a parameter that is no number. */
function marks({ titles, scales, lines }: Axes, order: readonly string[]): ChartSpec[] {
  const { color, shape } = scalesOf(lines)
  const axis = { labelAngle: -30, grid: true, bandPosition: 0, tickBand: 'extent' }
  const x = { field: 'x', type: 'nominal', title: titles.x, sort: order, axis }
  const xOffset = { field: 'line', type: 'nominal', sort: [...lines], scale: { paddingOuter: 0.6 } }
  const y = { type: 'quantitative', title: titles.y, scale: scales.y }
  const key = keyOf(titles.lines, lines, {})
  const paint = { x, xOffset, color: { ...key, scale: color } }
  return [
    {
      transform: [{ filter: 'isValid(datum.low) && !datum.isFormula' }],
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { ...paint, y: { ...y, field: 'low' }, y2: { field: 'high' } },
    },
    {
      transform: [{ filter: '!datum.isFormula' }],
      mark: { type: 'point', filled: true, size: 45, tooltip: true, opacity: 1 },
      encoding: { ...paint, y: { ...y, field: 'mean' }, shape: { ...key, scale: shape } },
    },
    formulaMarks({ ...paint, y: { ...y, field: 'mean' } }),
  ]
}

function formulaMarks(encoding: ChartSpec): ChartSpec {
  const mark = { type: 'point', shape: 'diamond', size: 70, strokeWidth: 1, opacity: 1 }
  return { transform: [{ filter: 'datum.isFormula' }], mark, encoding }
}

function keyOf(titles: readonly string[], lines: readonly string[], look: ChartSpec): ChartSpec {
  // Without this opacity the samples would be as pale as the bands.
  const legend = lines.length > 1 ? { ...look, symbolOpacity: 1 } : null
  const title = titles.map((title, i) => (i < titles.length - 1 ? `${title},` : title))
  return { field: 'line', type: 'nominal', title, sort: [...lines], legend }
}

/** Lists the values of a parameter in the order of the sweep file. */
function orderOf({ points }: Sweep, path: string): string[] {
  return [...new Set(points.map(({ values }) => parameterText(values[path])))]
}
