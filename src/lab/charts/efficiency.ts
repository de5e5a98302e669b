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
  short,
  timeUnit,
} from './chart.js'

const SPEED = comparedMetric('meanSeconds')
const FAIRNESS = comparedMetric('jain')

/** Dark enough for its names to be read. */
const DOMINATED_COLOUR = '#8f8f8f'

/** The variants that another is shown to beat in speed or fairness, and shown worse in neither. */
export function dominated(variants: readonly VariantRuns[]): string[] {
  const beats = (one: VariantRuns, other: VariantRuns) => {
    const found = [SPEED, FAIRNESS].map((metric) => judged(other, one, metric)?.finding)
    return found.includes('better') && !found.includes('worse')
  }
  return variants
    .filter((variant) => variants.some((one) => one !== variant && beats(one, variant)))
    .map(({ name }) => name)
}

/** The points that no other beats in both, from the fastest on. */
export function frontier<Point extends { readonly seconds: number; readonly jain: number }>(
  points: readonly Point[],
): Point[] {
  const sorted = [...points].sort((a, b) => a.seconds - b.seconds || b.jain - a.jain)
  const kept: Point[] = []
  for (const point of sorted) if (point.jain > (kept.at(-1)?.jain ?? -1)) kept.push(point)
  return kept
}

/** Efficiency against fairness, with the frontier, and greyed what is dominated. */
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
  const scaled = ({ mean, low, high }: Interval, per: number) =>
    [mean, Math.max(0, low), Math.min(high, 10 * mean)].map((value) => short(value / per))
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
    'Efficiency against fairness',
    [
      'Right and up is better. Crosses: intervals of 95 %. Line: the Pareto frontier of the means.',
      'Grey: another is shown better in one and not shown worse in the other.',
    ],
    { ...PLOT, data: { values }, layer: layers(values, unit.name) },
  )
  const left = values.filter(({ state }) => state !== 'dominated').map(({ variant }) => variant)
  const best = left.join(', ')
  const description = `Mean download time against Jain\u2019s index; not dominated: ${best}.`
  return { id: 'efficiency', description, spec }
}

/** A variant as it is drawn. */
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

/** Least distance of two names beside the plot, pixels. */
const LINE_HEIGHT = 15

function layers(values: readonly Drawn[], unit: string): ChartSpec[] {
  const title = `Mean time to download (${unit}), the faster the further right`
  const x = { type: 'quantitative', title, scale: { ...reachOf(values, 'seconds'), reverse: true } }
  const reach = reachOf(values, 'jain')
  const y = { type: 'quantitative', title: 'Jain\u2019s index of download rates', scale: reach }
  const { color, shape } = scalesOf(values.map(({ variant }) => variant))
  const key = { field: 'variant', type: 'nominal', legend: null }
  const test = "datum.state === 'dominated'"
  const paint = { condition: { test, value: DOMINATED_COLOUR }, ...key, scale: color }
  const point = { x: { ...x, field: 'seconds' }, y: { ...y, field: 'jain' } }
  const heights = apart(
    values.map(({ jain }) => (PLOT.height * (reach.domain[1] - jain)) / span(reach.domain)),
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
    ...values.flatMap((value, i) => named(value, heights[i], point, paint)),
  ]
}

/** A name beside the plot, at a height in pixels, and a line from there to its point. */
function named(value: Drawn, height: number, { x, y }: ChartSpec, color: ChartSpec): ChartSpec[] {
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

/** Heights as near to these as can be and a line apart, within the plot while there is room. */
function apart(heights: readonly number[]): number[] {
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

/** A scale as far as the intervals reach, and a little farther. */
function reachOf(values: readonly Drawn[], figure: 'seconds' | 'jain') {
  const low = Math.min(...values.map((value) => value[`${figure}Low`]))
  const high = Math.max(...values.map((value) => value[`${figure}High`]))
  const room = 0.06 * (high - low || high || 1)
  return { domain: [short(low - room), short(high + room)] as const, nice: false, zero: false }
}

function span([low, high]: readonly [number, number]): number {
  return high - low
}
