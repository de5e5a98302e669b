import {
  type Chart,
  type ChartSpec,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  short,
  timeUnit,
} from './chart.js'
import { mean } from './statistics.js'
import type { ComparedRun, VariantRuns } from './variant-runs.js'

/** Points of a curve: more than a pixel column each says nothing. */
const POINTS = 200

/** Download times of each variant: the mean curve over replications, in a band of all of them. */
export function spreadChart(name: string, variants: readonly VariantRuns[]): Chart {
  const most = variants
    .flatMap(({ runs }) => runs.flatMap(secondsOf))
    .reduce((a, b) => Math.max(a, b), 1)
  const unit = timeUnit(most)
  const names = variants.map((variant) => variant.name)
  const spec = chartSpec(
    { name },
    'How long downloads take',
    ['Each from its own arrival. Lines: mean over replications; bands: all replications.'],
    {
      ...PLOT,
      data: { values: variants.flatMap((variant) => curveOf(variant, most, unit.seconds)) },
      layer: layers(names, `Time to download (${unit.name})`),
    },
  )
  const description = `Share of the leechers complete over time since arrival: ${names.join(', ')}.`
  return { id: 'completion', description, spec }
}

/** At equal steps of time, the share that is complete: mean, least and most over replications. */
function curveOf({ name, runs }: VariantRuns, most: number, unit: number) {
  const sorted = runs.map((run) => ({
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
      variant: name,
      time: short(time / unit),
      share: short(mean(shares)),
      low: short(Math.min(...shares)),
      high: short(Math.max(...shares)),
    }
  })
}

function layers(names: readonly string[], title: string): ChartSpec[] {
  const { color, dash } = scalesOf(names)
  const key = { field: 'variant', type: 'nominal', title: null, sort: names }
  // Without it the samples would be as pale as the bands.
  const legend = { ...LINE_LEGEND, symbolOpacity: 1 }
  const x = { field: 'time', type: 'quantitative', title, scale: { nice: false } }
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: 'Share of the leechers complete',
    axis: { format: '%' },
    scale: { domain: [0, 1] },
  })
  const paint = { ...key, scale: color, legend }
  return [
    {
      mark: { type: 'area', opacity: 0.2, interpolate: 'step-after' },
      encoding: { x, y: y('low'), y2: { field: 'high' }, color: paint },
    },
    {
      mark: { type: 'line', strokeWidth: 2, interpolate: 'step-after', tooltip: true },
      encoding: {
        x,
        y: y('share'),
        color: paint,
        strokeDash: { ...key, scale: dash, legend },
      },
    },
  ]
}

function secondsOf({ groups }: ComparedRun): number[] {
  return groups.flatMap(({ downloadSeconds }) => downloadSeconds.filter((s) => s !== null))
}
