import {
  type Chart,
  type ChartSpec,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  short,
} from '../charts/chart.js'
import { capitalised, metricTitle, parameterTitle } from '../summary/axis-title.js'
import type { Sweep } from './sweep.js'
import { type PointFigure, parameterText } from './table.js'

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
  const rowOf = ({ point, interval: { mean, low, high } }: PointFigure, isFormula: boolean) => ({
    x: point.values[across] ?? null,
    facet: facet === undefined ? '' : parameterText(point.values[facet]),
    line: others.map((path) => parameterText(point.values[path])).join(', '),
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
  const titles = {
    x: parameterTitle(across),
    y: metricTitle(metric),
    lines: others.map(parameterTitle),
  }
  const layer = numeric
    ? curves({ titles, scales, lines })
    : marks({ titles, scales, lines }, orderOf(sweep, across))
  const interval = numeric ? 'the band is its 95 % interval' : 'the bar is its 95 % interval'
  const notes = [
    `Mean over the runs of each point; ${interval}.`,
    ...(formulas.length > 0
      ? ['Diamonds: the formula of the model, or else the lower bound.']
      : []),
  ]
  const plot = { ...(facet === undefined ? PLOT : SMALL_PLOT), layer }
  const data = { values: rows }
  const body: ChartSpec =
    facet === undefined ? { data, ...plot } : faceted(sweep, facet, data, plot)
  const title = `${capitalised(titles.y)} by ${titles.x}`
  const spec = chartSpec({ name: sweep.name }, title, notes, body)
  const by = sweep.parameters.map(parameterTitle).join(', ')
  const description = `Mean of ${titles.y} by ${by}, with 95 % intervals.`
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

function faceted(sweep: Sweep, path: string, data: ChartSpec, spec: ChartSpec): ChartSpec {
  const title = capitalised(parameterTitle(path))
  const facet = { field: 'facet', type: 'nominal', title, sort: orderOf(sweep, path) }
  return { data, columns: COLUMNS, facet, spec }
}

/** Linear, or logarithmic where values lie far apart. */
function scaleOf(values: readonly unknown[]): ChartSpec {
  const numbers = values.filter((value) => typeof value === 'number')
  const positive = numbers.length === values.length && numbers.every((value) => value > 0)
  const apart = positive && Math.max(...numbers) / Math.min(...numbers) > MOST_APART
  return apart ? { type: 'log', nice: false } : { zero: false, nice: true }
}

interface Axes {
  readonly titles: {
    readonly x: string
    readonly y: string
    /** Of the parameters whose values tell the lines apart. */
    readonly lines: readonly string[]
  }
  readonly scales: { readonly x: ChartSpec; readonly y: ChartSpec }
  readonly lines: readonly string[]
}

/** Over numbers: a curve a line, in the band of its intervals. */
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

/** Over words: a mark a line with its interval, side by side, for there is nothing in between. */
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
  // Without an opacity of their own the samples would be as pale as the bands.
  const legend = lines.length > 1 ? { ...look, symbolOpacity: 1 } : null
  const title = titles.map((title, i) => (i < titles.length - 1 ? `${title},` : title))
  return { field: 'line', type: 'nominal', title, sort: [...lines], legend }
}

/** Values of a parameter in the order of the file. */
function orderOf({ points }: Sweep, path: string): string[] {
  return [...new Set(points.map(({ values }) => parameterText(values[path])))]
}
