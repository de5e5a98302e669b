import { type Chart, chartSpec, LINE_LEGEND, PLOT, scalesOf, short, timeUnit } from './chart.js'
import type { ComparedRun, VariantRuns } from './comparison.js'
import { mean } from './statistics.js'

/** Points of a curve: more than a pixel column each says nothing. */
const POINTS = 200

/** Download times of each variant: the mean curve over replications, in a band of all of them. */
export function spreadChart(name: string, variants: readonly VariantRuns[]): Chart {
  const most = variants
    .flatMap(({ runs }) => runs.flatMap(secondsOf))
    .reduce((a, b) => Math.max(a, b), 1)
  const unit = timeUnit(most)
  const values = variants.flatMap((variant) => {
    const sorted = variant.runs.map((run) => ({
      seconds: secondsOf(run).sort((a, b) => a - b),
      of: Math.max(1, run.summary.leechers),
    }))
    const next = sorted.map(() => 0)
    return Array.from({ length: POINTS + 1 }, (_, p) => {
      const time = (p * most) / POINTS
      const shares = sorted.map(({ seconds, of }, r) => {
        while (next[r] < seconds.length && seconds[next[r]] <= time) next[r]++
        return next[r] / of
      })
      return {
        variant: variant.name,
        time: short(time / unit.seconds),
        share: short(mean(shares)),
        low: short(Math.min(...shares)),
        high: short(Math.max(...shares)),
      }
    })
  })
  const names = variants.map((variant) => variant.name)
  const { color, dash } = scalesOf(names)
  const key = { field: 'variant', type: 'nominal', title: null, sort: names }
  const x = { field: 'time', type: 'quantitative', title: `Time to download (${unit.name})` }
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: 'Share of the leechers complete',
    axis: { format: '%' },
    scale: { domain: [0, 1] },
  })
  const spec = chartSpec(
    { name },
    'How long downloads take',
    ['Each from its own arrival. Lines: mean over replications; bands: all replications.'],
    {
      ...PLOT,
      data: { values },
      layer: [
        {
          mark: { type: 'area', opacity: 0.2, interpolate: 'step-after' },
          encoding: {
            x,
            y: y('low'),
            y2: { field: 'high' },
            color: { ...key, scale: color, legend: LINE_LEGEND },
          },
        },
        {
          mark: { type: 'line', strokeWidth: 2, interpolate: 'step-after', tooltip: true },
          encoding: {
            x,
            y: y('share'),
            color: { ...key, scale: color, legend: LINE_LEGEND },
            strokeDash: { ...key, scale: dash, legend: LINE_LEGEND },
          },
        },
      ],
    },
  )
  const description = `Share of the leechers complete over time since arrival: ${names.join(', ')}.`
  return { id: 'completion', description, spec }
}

function secondsOf({ groups }: ComparedRun): number[] {
  return groups.flatMap(({ downloadSeconds }) => [...downloadSeconds])
}
