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
import { comparedMetric } from './compared-metric.js'
import { type ComparedVariant, judged } from './comparison.js'
import type { Interval } from './paired.js'
import type { VariantRuns } from './variant-runs.js'

const SPEED = comparedMetric('meanSeconds')
const FAIRNESS = comparedMetric('jain')

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
  const values = known.map((variant) => {
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

type Row = { readonly variant: string; readonly seconds: number; readonly jain: number }

function layers(values: readonly Row[], unit: string): ChartSpec[] {
  const title = `Mean time to download (${unit}), the faster the further right`
  const scale = { zero: false, padding: 30 }
  const x = { field: 'seconds', type: 'quantitative', title, scale: { ...scale, reverse: true } }
  const y = {
    field: 'jain',
    type: 'quantitative',
    title: 'Jain\u2019s index of download rates',
    scale,
  }
  const { color } = scalesOf(values.map(({ variant }) => variant))
  const paint = {
    condition: { test: "datum.state === 'dominated'", value: '#bbbbbb' },
    field: 'variant',
    type: 'nominal',
    legend: null,
    scale: color,
  }
  return [
    {
      data: { values: frontier(values) },
      mark: { type: 'line', color: NOTE_COLOUR, strokeDash: [6, 3] },
      encoding: { x, y, order: { field: 'seconds', type: 'quantitative' } },
    },
    {
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: { x: { ...x, field: 'secondsLow' }, x2: { field: 'secondsHigh' }, y, color: paint },
    },
    {
      mark: { type: 'rule', strokeWidth: 1.5 },
      encoding: { x, y: { ...y, field: 'jainLow' }, y2: { field: 'jainHigh' }, color: paint },
    },
    {
      mark: { type: 'point', filled: true, size: 80, opacity: 1, tooltip: true },
      encoding: { x, y, color: paint },
    },
    {
      mark: { type: 'text', align: 'left', dx: 8, dy: -8, fontSize: 11 },
      encoding: { x, y, text: { field: 'variant', type: 'nominal' }, color: paint },
    },
  ]
}
