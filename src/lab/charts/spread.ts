import type { ComparedRun, VariantRuns } from '../batch/variant-runs.js'
import { mean, median } from '../stats/statistics.js'
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

/** Points of a curve: more than a pixel column each says nothing. */
const POINTS = 200

/** Medians further apart than this share a logarithmic axis: else one curve would be the edge. */
const MOST_APART = 20

/** An axis of time: where its points lie, as shares of its end. */
interface TimeScale {
  readonly mostSeconds: number
  readonly leastSeconds: number
  readonly isLogarithmic: boolean
}

/**
 * Download times of each variant: the mean curve over replications, in a band of all of them; and
 * where the last could be done at the earliest, by the formula of its model or the bound of swarms.
 */
export function spreadChart(name: string, variants: readonly VariantRuns[]): Chart {
  const scale = scaleOf(variants)
  const unit = timeUnit(scale.isLogarithmic ? 1 : scale.mostSeconds)
  const names = variants.map((variant) => variant.name)
  const bounds = scale.isLogarithmic ? variants.flatMap((v) => boundOf(v, unit.seconds)) : []
  const spec = chartSpec(
    { name },
    'How long downloads take',
    [
      'Each from its own arrival. Lines: mean over replications; bands: all replications.',
      ...(bounds.length > 0
        ? ['Diamonds: when the last is done by its model\u2019s formula.']
        : []),
    ],
    {
      ...PLOT,
      data: { values: variants.flatMap((variant) => curveOf(variant, scale, unit.seconds)) },
      layer: layers(names, `Time to download (${unit.name})`, scale, bounds),
    },
  )
  const description = `Share of the leechers complete over time since arrival: ${names.join(', ')}.`
  return { id: 'completion', description, spec }
}

function scaleOf(variants: readonly VariantRuns[]): TimeScale {
  const all = variants.map(({ runs }) => runs.flatMap(secondsOf))
  const medians = all.filter((seconds) => seconds.length > 0).map(median)
  const isLogarithmic = Math.max(...medians) / Math.min(...medians) > MOST_APART
  const mostSeconds = all.flat().reduce((a, b) => Math.max(a, b), 1)
  const leastSeconds = all.flat().reduce((a, b) => Math.min(a, b), mostSeconds)
  return { mostSeconds, leastSeconds, isLogarithmic }
}

/** When the last could be done at the earliest, mean over replications. */
function boundOf({ name, runs }: VariantRuns, unit: number) {
  const seconds = runs
    .map(({ summary }) => summary.modelSeconds ?? summary.boundSeconds)
    .filter((bound) => bound !== null)
  return seconds.length === 0
    ? []
    : [{ variant: name, time: short(mean(seconds) / unit), share: 1 }]
}

/** At even steps of the axis, the share that is complete: mean, least and most of replications. */
function curveOf({ name, runs }: VariantRuns, scale: TimeScale, unit: number) {
  const { mostSeconds, leastSeconds, isLogarithmic } = scale
  const sorted = runs.map((run) => ({
    seconds: secondsOf(run).sort((a, b) => a - b),
    of: Math.max(1, run.summary.leechers),
  }))
  const next = sorted.map(() => 0)
  return Array.from({ length: POINTS + 1 }, (_, p) => {
    const even = (p * mostSeconds) / POINTS
    const steep = leastSeconds * (mostSeconds / leastSeconds) ** (p / POINTS)
    const time = p === POINTS ? mostSeconds : isLogarithmic ? steep : even
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

function layers(
  names: readonly string[],
  title: string,
  { isLogarithmic }: TimeScale,
  bounds: readonly object[],
): ChartSpec[] {
  const { color, dash } = scalesOf(names)
  const key = { field: 'variant', type: 'nominal', title: null, sort: names }
  // Without it the samples would be as pale as the bands.
  const legend = { ...LINE_LEGEND, symbolOpacity: 1 }
  const type = isLogarithmic ? 'log' : 'linear'
  const x = { field: 'time', type: 'quantitative', title, scale: { type, nice: false } }
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
    ...(bounds.length === 0
      ? []
      : [
          {
            data: { values: bounds },
            mark: { type: 'point', shape: 'diamond', filled: true, size: 70, opacity: 1 },
            encoding: { x, y: y('share'), color: paint },
          },
        ]),
  ]
}

function secondsOf({ groups }: ComparedRun): number[] {
  return groups.flatMap(({ downloadSeconds }) => downloadSeconds.filter((s) => s !== null))
}
