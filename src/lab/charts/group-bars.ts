import type { ComparedVariant } from '../compare/comparison.js'
import { type Chart, chartSpec, PLOT, scalesOf, sixDigits, timeUnit } from './chart.js'

/** Draws the mean download time of each group in each variant, with intervals. */
export function groupBarsChart(name: string, variants: readonly ComparedVariant[]): Chart {
  const names = variants.map((variant) => variant.name)
  const groups = [...new Set(variants.flatMap((variant) => Object.keys(variant.classes)))]
  const found = variants.flatMap((variant) =>
    groups.flatMap((group) => {
      const seconds = variant.classes[group]?.meanSeconds ?? null
      return seconds === null ? [] : [{ variant: variant.name, group, ...seconds }]
    }),
  )
  const unit = timeUnit(found.reduce((most, { mean }) => Math.max(most, mean), 1))
  const values = found.map(({ variant, group, mean, low95: low, high95: high }) => ({
    variant,
    group,
    mean: sixDigits(mean / unit.seconds),
    low: sixDigits(Math.max(0, low) / unit.seconds),
    high: sixDigits(Math.min(high, 10 * mean) / unit.seconds),
  }))
  const x = { field: 'group', type: 'nominal', title: null, sort: groups, axis: { labelAngle: 0 } }
  const side = { xOffset: { field: 'variant', type: 'nominal', sort: names } }
  const y = {
    field: 'mean',
    type: 'quantitative',
    title: `Mean download time (${unit.name})`,
  }
  const { color } = scalesOf(names)
  const spec = chartSpec(
    { name },
    'Mean download time by group',
    ['Leechers that completed. Lines: 95 % intervals over replications.'],
    {
      ...PLOT,
      data: { values },
      layer: [
        {
          mark: { type: 'bar', tooltip: true },
          encoding: {
            x,
            y,
            ...side,
            color: { field: 'variant', type: 'nominal', title: null, sort: names, scale: color },
          },
        },
        {
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, ...side },
        },
      ],
    },
  )
  const description = `Mean download time by group (${groups.join(', ')}): ${names.join(', ')}.`
  return { id: 'groups', description, spec }
}
