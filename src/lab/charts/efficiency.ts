import type { VariantRuns } from '../batch/variant-runs.js'
import { type ComparedVariant, judged } from '../compare/comparison.js'
import type { Interval } from '../stats/paired.js'
import { comparedMetric } from '../summary/compared-metric.js'
import {
  type Chart,
  type ChartSpec,
  chartSpec,
  NOTE_COLOUR,
  PLOT,
  scalesOf,
  sixDigits,
  timeUnit,
} from './chart.js'

const SPEED = comparedMetric('meanSeconds')
const FAIRNESS = comparedMetric('jain')

/** A grey dark enough for text. */
const DOMINATED_COLOUR = '#8f8f8f'

/**
 * Lists the variants that another one significantly beats in speed or fairness, and loses in
 * neither.
 */
export function dominated(variants: readonly VariantRuns[]): string[] {
  const beats = (one: VariantRuns, other: VariantRuns) => {
    const found = [SPEED, FAIRNESS].map((metric) => judged(other, one, metric)?.finding)
    return found.includes('better') && !found.includes('worse')
  }
  return variants
    .filter((variant) => variants.some((one) => one !== variant && beats(one, variant)))
    .map(({ name }) => name)
}

/** Returns the points that no other beats in both, the fastest first. */
export function frontier<Point extends { readonly seconds: number; readonly jain: number }>(
  points: readonly Point[],
): Point[] {
  const sorted = [...points].sort((a, b) => a.seconds - b.seconds || b.jain - a.jain)
  const kept: Point[] = []
  for (const point of sorted) if (point.jain > (kept.at(-1)?.jain ?? -1)) kept.push(point)
  return kept
}

/** Draws speed against fairness, with the Pareto frontier and dominated variants in grey. */
export function efficiencyChart(
  name: string,
  compared: readonly ComparedVariant[],
  runs: readonly VariantRuns[],
): Chart {
  const beaten = dominated(runs)
  const known = compared.flatMap((variant) => {
    const { meanSeconds, jain } = variant.metrics
    return meanSeconds === null || jain === null ? [] : [{ name: variant.name, meanSeconds, jain }]
  })
  const unit = timeUnit(known.reduce((most, one) => Math.max(most, one.meanSeconds.mean), 1))
  const scaled = ({ mean, low95: low, high95: high }: Interval, per: number) =>
    [mean, Math.max(0, low), Math.min(high, 10 * mean)].map((value) => sixDigits(value / per))
  const values = known.map((variant): Drawn => {
    const [seconds, secondsLow, secondsHigh] = scaled(variant.meanSeconds, unit.seconds)
    const [jain, jainLow, jainHigh] = scaled(variant.jain, 1)
    const state = beaten.includes(variant.name) ? 'dominated' : 'not dominated'
    return {
      variant: variant.name,
      state,
      seconds,
      secondsLow,
      secondsHigh,
      jain,
      jainLow,
      jainHigh,
    }
  })
  const spec = chartSpec(
    { name },
    'Speed against fairness',
    [
      'Right and up is better. Crosses: 95 % intervals. Line: Pareto frontier of the means.',
      'Grey: another variant is significantly better in one and not worse in the other.',
    ],
    { ...PLOT, data: { values }, layer: layers(values, unit.name) },
  )
  const left = values.filter(({ state }) => state !== 'dominated').map(({ variant }) => variant)
  const best = left.join(', ')
  const description = `Mean download time against Jain\u2019s index; not dominated: ${best}.`
  return { id: 'efficiency', description, spec }
}

/** The values of a variant in the chart. */
interface Drawn {
  readonly variant: string
  readonly state: 'dominated' | 'not dominated'
  readonly seconds: number
  readonly secondsLow: number
  readonly secondsHigh: number
  readonly jain: number
  readonly jainLow: number
  readonly jainHigh: number
}

/** Least distance between two labels, pixels. */
const LINE_HEIGHT = 15

function layers(values: readonly Drawn[], unit: string): ChartSpec[] {
  const title = `Mean download time (${unit}), faster to the right`
  const x = { type: 'quantitative', title, scale: { ...scaleOf(values, 'seconds'), reverse: true } }
  const fairness = scaleOf(values, 'jain')
  const y = {
    type: 'quantitative',
    title: 'Fairness of download rates (Jain\u2019s index)',
    scale: fairness,
  }
  const { color, shape } = scalesOf(values.map(({ variant }) => variant))
  const key = { field: 'variant', type: 'nominal', legend: null }
  const test = "datum.state === 'dominated'"
  const paint = { condition: { test, value: DOMINATED_COLOUR }, ...key, scale: color }
  const point = { x: { ...x, field: 'seconds' }, y: { ...y, field: 'jain' } }
  const heights = spreadLabels(
    values.map(({ jain }) => (PLOT.height * (fairness.domain[1] - jain)) / span(fairness.domain)),
  )
  return [
    {
      data: { values: frontier(values) },
      mark: { type: 'line', color: NOTE_COLOUR, strokeDash: [6, 3] },
      encoding: { ...point, order: { field: 'seconds', type: 'quantitative' } },
    },
    {
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: {
        ...point,
        x: { ...x, field: 'secondsLow' },
        x2: { field: 'secondsHigh' },
        color: paint,
      },
    },
    {
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: {
        ...point,
        y: { ...y, field: 'jainLow' },
        y2: { field: 'jainHigh' },
        color: paint,
      },
    },
    {
      mark: { type: 'point', filled: true, size: 80, opacity: 1, tooltip: true },
      encoding: { ...point, color: paint, shape: { ...key, scale: shape } },
    },
    ...values.flatMap((value, i) => labelled(value, heights[i], point, paint)),
  ]
}

/** Draws the label of a variant at a height in pixels, and a line from it to its point. */
function labelled(
  value: Drawn,
  height: number,
  { x, y }: ChartSpec,
  color: ChartSpec,
): ChartSpec[] {
  const data = { values: [value] }
  return [
    {
      data,
      mark: { type: 'rule', strokeWidth: 0.6, opacity: 0.7 },
      encoding: { x, y, x2: { value: PLOT.width + 8 }, y2: { value: height }, color },
    },
    {
      data,
      mark: { type: 'text', align: 'left', baseline: 'middle', fontSize: 11 },
      encoding: {
        x: { value: PLOT.width + 11 },
        y: { value: height },
        text: { field: 'variant', type: 'nominal' },
        color,
      },
    },
  ]
}

/** Spreads labels to be a line apart, near these heights and within the plot if possible. */
function spreadLabels(heights: readonly number[]): number[] {
  const order = [...heights.keys()].sort((a, b) => heights[a] - heights[b])
  const placed = new Array<number>(heights.length)
  let top = 0
  for (const i of order) {
    placed[i] = Math.max(heights[i], top)
    top = placed[i] + LINE_HEIGHT
  }
  let bottom = PLOT.height
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i], bottom)
    bottom = placed[i] - LINE_HEIGHT
  }
  return placed
}

/** Returns a scale that covers the intervals with a margin. */
function scaleOf(values: readonly Drawn[], key: 'seconds' | 'jain') {
  const low = Math.min(...values.map((value) => value[`${key}Low`]))
  const high = Math.max(...values.map((value) => value[`${key}High`]))
  const room = 0.06 * (high - low || high || 1)
  return {
    domain: [sixDigits(low - room), sixDigits(high + room)] as const,
    nice: false,
    zero: false,
  }
}

function span([low, high]: readonly [number, number]): number {
  return high - low
}
