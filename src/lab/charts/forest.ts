import type { ComparedVariant } from '../compare/comparison.js'
import { COMPARED, type MetricKey } from '../summary/compared-metric.js'
import { type Chart, chartSpec, NOTE_COLOUR, short } from './chart.js'

/** The colours and marks of what is shown to be better, worse or neither. */
const COLOURS = { better: '#009E73', worse: '#D55E00', 'not shown': NOTE_COLOUR }
const SHAPES = { better: 'triangle-up', worse: 'square', 'not shown': 'circle' }

/** Beyond this, in per cent, a column is logarithmic: else the small ones would all seem none. */
const MOST_LINEAR = 40
/** Up to here such a column is linear yet, in per cent. */
const LINEAR = 1
const LOG_TICKS = [2, 10, 50, 200, 1000, 5000, 20_000].flatMap((tick) => [-tick, tick])

/** What a forest is drawn of. */
export interface Forest {
  readonly name: string
  readonly title: string
  readonly notes: readonly string[]
  /** A row each, save the first, to which all are compared. */
  readonly variants: readonly ComparedVariant[]
  /** A column each. */
  readonly metrics: readonly MetricKey[]
}

/** Paired differences in per cent with their intervals: a row a variant, a column a figure. */
export function forestChart({ name, title, notes, variants, metrics }: Forest): Chart {
  const rows = variants.slice(1)
  const figures = COMPARED.filter(({ key }) => metrics.includes(key))
  const spec = chartSpec(
    { name },
    title,
    [
      ...notes,
      'Green triangles: shown better. Orange squares: shown worse. Grey: no difference shown.',
      `Where one is beyond ${MOST_LINEAR} % its column is logarithmic, lest small ones vanish.`,
    ],
    {
      hconcat: figures.map(({ key, label }, i) => column(rows, key, label, i === 0)),
      spacing: 14,
    },
  )
  const description =
    `Differences to ${variants[0].name} with intervals of 95 %, of ` +
    `${figures.map(({ label }) => label).join(', ')}: ${rows.map((row) => row.name).join(', ')}.`
  return { id: 'forest', description, spec }
}

function column(
  variants: readonly ComparedVariant[],
  key: MetricKey,
  label: string,
  named: boolean,
) {
  const names = variants.map((variant) => variant.name)
  const values = variants.flatMap((variant) => {
    const difference = variant.differences[key]
    if (difference === null || difference.firstMean === 0) return []
    const { mean, low, high, firstMean, finding, verdict } = difference
    const share = (value: number) => short((100 * value) / Math.abs(firstMean))
    const row = { variant: variant.name, finding, verdict }
    return [{ ...row, mean: share(mean), low: share(low), high: share(high) }]
  })
  const most = Math.max(...values.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]))
  const y = {
    field: 'variant',
    type: 'nominal',
    title: null,
    sort: names,
    scale: { domain: names },
    axis: { labels: named, ticks: named, labelLimit: 260 },
  }
  const x = { type: 'quantitative', title: `${label} (%)`, ...spreadOf(most) }
  const finding = { field: 'finding', type: 'nominal', legend: null }
  const color = { ...finding, scale: rangeOf(COLOURS) }
  return {
    width: 150,
    height: { step: 24 },
    data: { values },
    layer: [
      {
        data: { values: [{ none: 0 }] },
        mark: { type: 'rule', color: NOTE_COLOUR, strokeDash: [4, 4] },
        encoding: { x: { ...x, field: 'none' } },
      },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1, tooltip: true },
        encoding: {
          y,
          x: { ...x, field: 'mean' },
          color,
          shape: { ...finding, scale: rangeOf(SHAPES) },
          tooltip: { field: 'verdict', type: 'nominal' },
        },
      },
    ],
  }
}

/** The scale and the axis of a column whose differences reach as far as `most` per cent. */
function spreadOf(most: number) {
  const edge = { padding: 6, nice: false }
  if (most <= MOST_LINEAR) return { scale: edge, axis: { tickCount: 5 } }
  const axis = { values: [0, ...LOG_TICKS], format: ',d', labelOverlap: 'greedy' }
  return { scale: { ...edge, type: 'symlog', constant: LINEAR }, axis }
}

function rangeOf(look: Readonly<Record<string, string>>) {
  return { domain: Object.keys(look), range: Object.values(look) }
}
