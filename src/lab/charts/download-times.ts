import type { ComparedRun, VariantRuns } from '../batch/variant-runs.js'
import { mean, median } from '../stats/statistics.js'
import {
  type Chart,
  type ChartSpec,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  sixDigits,
  timeUnit,
} from './chart.js'

/** Points of a curve; a point per pixel column is enough. */
const POINTS = 200

/** If the ratio of medians exceeds this, the axis is logarithmic to keep all curves visible. */
const LOG_RATIO = 20

/** The range and kind of a time axis. */
interface TimeScale {
  readonly mostSeconds: number
  readonly leastSeconds: number
  readonly isLogarithmic: boolean
}

/**
 * Draws the download times of each variant: the mean curve over replications in a band of all of
 * them. On a log scale it also marks the last finish by the formula of the model or the lower
 * bound.
 */
export function downloadTimesChart(name: string, variants: readonly VariantRuns[]): Chart {
  const scale = scaleOf(variants)
  const unit = timeUnit(scale.isLogarithmic ? 1 : scale.mostSeconds)
  const names = variants.map((variant) => variant.name)
  const bounds = scale.isLogarithmic ? variants.flatMap((v) => boundOf(v, unit.seconds)) : []
  const spec = chartSpec(
    { name },
    'Download times',
    [
      'From the arrival of each leecher. Lines: mean over replications; bands: all replications.',
      ...(bounds.length > 0
        ? ['Diamonds: last finish by the formula of the model, or the lower bound.']
        : []),
    ],
    {
      ...PLOT,
      data: { values: variants.flatMap((variant) => curveOf(variant, scale, unit.seconds)) },
      layer: layers(names, `Download time (${unit.name})`, scale, bounds),
    },
  )
  const description = `Completed share over time since arrival: ${names.join(', ')}.`
  return { id: 'completion', description, spec }
}

function scaleOf(variants: readonly VariantRuns[]): TimeScale {
  const all = variants.map(({ runs }) => runs.flatMap(secondsOf))
  const medians = all.filter((seconds) => seconds.length > 0).map(median)
  const isLogarithmic = Math.max(...medians) / Math.min(...medians) > LOG_RATIO
  const mostSeconds = all.flat().reduce((a, b) => Math.max(a, b), 1)
  const leastSeconds = all.flat().reduce((a, b) => Math.min(a, b), mostSeconds)
  return { mostSeconds, leastSeconds, isLogarithmic }
}

/** Returns the last finish by formula or bound, as a mean over replications. */
function boundOf({ name, runs }: VariantRuns, unit: number) {
  const seconds = runs
    .map(({ summary }) => summary.modelSeconds ?? summary.boundSeconds)
    .filter((bound) => bound !== null)
  return seconds.length === 0
    ? []
    : [{ variant: name, time: sixDigits(mean(seconds) / unit), share: 1 }]
}

/** Returns the completed share at even steps of the axis: mean, least and most of replications. */
function curveOf({ name, runs }: VariantRuns, scale: TimeScale, unit: number) {
  const { mostSeconds, leastSeconds, isLogarithmic } = scale
  const sorted = runs.map((run) => ({
    seconds: secondsOf(run).sort((a, b) => a - b),
    of: Math.max(1, run.summary.leechers),
  }))
  const next = sorted.map(() => 0)
  return Array.from({ length: POINTS + 1 }, (_, p) => {
    const even = (p * mostSeconds) / POINTS
    const logarithmic = leastSeconds * (mostSeconds / leastSeconds) ** (p / POINTS)
    const time = p === POINTS ? mostSeconds : isLogarithmic ? logarithmic : even
    const shares = sorted.map(({ seconds, of }, r) => {
      while (next[r] < seconds.length && seconds[next[r]] <= time) next[r]++
      return next[r] / of
    })
    return {
      variant: name,
      time: sixDigits(time / unit),
      share: sixDigits(mean(shares)),
      low: sixDigits(Math.min(...shares)),
      high: sixDigits(Math.max(...shares)),
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
  // Without this opacity the samples would be as pale as the bands.
  const legend = { ...LINE_LEGEND, symbolOpacity: 1 }
  const type = isLogarithmic ? 'log' : 'linear'
  const x = { field: 'time', type: 'quantitative', title, scale: { type, nice: false } }
  const y = (field: string) => ({
    field,
    type: 'quantitative',
    title: 'Completed share of the leechers',
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
