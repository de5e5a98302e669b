import type { ComparedVariant } from '../compare/comparison.js'
import { COMPARED, type ComparedKey } from '../summary/compared-metric.js'
import { type Chart, chartSpec, NOTE_COLOUR, sixDigits } from './chart.js'

/** The colours and shapes of the findings. */
const COLOURS = { better: '#009E73', worse: '#D55E00', 'not significant': NOTE_COLOUR }
const SHAPES = { better: 'triangle-up', worse: 'square', 'not significant': 'circle' }

/** Columns that exceed this, in per cent, use a log scale to keep small differences visible. */
const MAX_LINEAR = 40
/** A log scale is linear up to here, in per cent. */
const LINEAR = 1
const LOG_TICKS = [2, 10, 50, 200, 1000, 5000, 20_000].flatMap((tick) => [-tick, tick])

/** The content of a forest plot. */
export interface Forest {
  readonly name: string
  readonly title: string
  readonly notes: readonly string[]
  /** The first is the reference; each other variant is a row. */
  readonly variants: readonly ComparedVariant[]
  /** Each is a column. */
  readonly metrics: readonly ComparedKey[]
}

/** Draws paired differences in per cent with intervals: a row per variant, a column per metric. */
export function forestChart({ name, title, notes, variants, metrics }: Forest): Chart {
  const rows = variants.slice(1)
  const columns = COMPARED.filter(({ key }) => metrics.includes(key))
  const spec = chartSpec(
    { name },
    title,
    [
      ...notes,
      'Green triangle: significantly better. Orange square: worse. Grey circle: not significant.',
      `Columns that exceed ${MAX_LINEAR} % use a log scale.`,
    ],
    {
      hconcat: columns.map(({ key, label }, i) => column(rows, key, label, i === 0)),
      spacing: 14,
    },
  )
  const description =
    `Differences from ${variants[0].name} with 95 % intervals, in ` +
    `${columns.map(({ label }) => label).join(', ')}: ${rows.map((row) => row.name).join(', ')}.`
  return { id: 'forest', description, spec }
}

function column(
  variants: readonly ComparedVariant[],
  key: ComparedKey,
  label: string,
  named: boolean,
) {
  const names = variants.map((variant) => variant.name)
  const values = variants.flatMap((variant) => {
    const difference = variant.differences[key]
    if (difference === null || difference.firstMean === 0) return []
    const { mean, low95: low, high95: high, firstMean, finding, verdict } = difference
    const share = (value: number) => sixDigits((100 * value) / Math.abs(firstMean))
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
  const x = { type: 'quantitative', title: `${label} (%)`, ...axisOf(most) }
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

/** Returns the scale and the axis of a column with differences up to `most` per cent. */
function axisOf(most: number) {
  const edge = { padding: 6, nice: false }
  if (most <= MAX_LINEAR) return { scale: edge, axis: { tickCount: 5 } }
  const axis = { values: [0, ...LOG_TICKS], format: ',d', labelOverlap: 'greedy' }
  return { scale: { ...edge, type: 'symlog', constant: LINEAR }, axis }
}

function rangeOf(look: Readonly<Record<string, string>>) {
  return { domain: Object.keys(look), range: Object.values(look) }
}
