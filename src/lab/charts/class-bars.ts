import type { ComparedVariant } from '../compare/comparison.js'
import { type Chart, chartSpec, PLOT, scalesOf, short, timeUnit } from './chart.js'

/** Mean download time of each class under each variant, with intervals. */
export function classBarsChart(name: string, variants: readonly ComparedVariant[]): Chart {
  const names = variants.map((variant) => variant.name)
  const classes = [...new Set(variants.flatMap((variant) => Object.keys(variant.classes)))]
  const found = variants.flatMap((variant) =>
    classes.flatMap((group) => {
      const seconds = variant.classes[group]?.meanSeconds ?? null
      return seconds === null ? [] : [{ variant: variant.name, group, ...seconds }]
    }),
  )
  const unit = timeUnit(found.reduce((most, { mean }) => Math.max(most, mean), 1))
  const values = found.map(({ variant, group, mean, low, high }) => ({
    variant,
    group,
    mean: short(mean / unit.seconds),
    low: short(Math.max(0, low) / unit.seconds),
    high: short(Math.min(high, 10 * mean) / unit.seconds),
  }))
  const x = { field: 'group', type: 'nominal', title: null, sort: classes, axis: { labelAngle: 0 } }
  const side = { xOffset: { field: 'variant', type: 'nominal', sort: names } }
  const y = {
    field: 'mean',
    type: 'quantitative',
    title: `Mean time to download (${unit.name})`,
  }
  const { color } = scalesOf(names)
  const spec = chartSpec(
    { name },
    'What each class gets',
    ['Of those that completed. Lines: intervals of 95 % over replications.'],
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
  const description = `Mean download time by class (${classes.join(', ')}): ${names.join(', ')}.`
  return { id: 'classes', description, spec }
}
