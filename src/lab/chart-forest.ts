import { type Chart, chartSpec, NOTE_COLOUR, short } from './chart.js'
import { COMPARED, type MetricKey } from './compared-metric.js'
import type { ComparedVariant } from './comparison.js'

/** The colours of what is shown to be better, worse or neither. */
const SHOWN = { better: '#009E73', worse: '#D55E00', 'not shown': '#777777' }

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
    [...notes, 'Green: shown better. Orange: shown worse. Grey: no difference shown.'],
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
  const y = {
    field: 'variant',
    type: 'nominal',
    title: null,
    sort: names,
    scale: { domain: names },
    axis: { labels: named, ticks: named, labelLimit: 260 },
  }
  const x = { field: 'mean', type: 'quantitative', title: `${label} (%)`, scale: { zero: true } }
  const color = {
    field: 'finding',
    type: 'nominal',
    legend: null,
    scale: { domain: Object.keys(SHOWN), range: Object.values(SHOWN) },
  }
  return {
    width: 150,
    height: { step: 24 },
    data: { values },
    layer: [
      {
        data: { values: [{ none: 0 }] },
        mark: { type: 'rule', color: NOTE_COLOUR, strokeDash: [4, 4] },
        encoding: { x: { field: 'none', type: 'quantitative' } },
      },
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { y, x: { ...x, field: 'low' }, x2: { field: 'high' }, color },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1, tooltip: true },
        encoding: { y, x, color, tooltip: { field: 'verdict', type: 'nominal' } },
      },
    ],
  }
}
