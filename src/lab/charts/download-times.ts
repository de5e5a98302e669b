import type { ComparedRun, VariantRuns } from '../batch/variant-runs.js'
import { mean } from '../stats/statistics.js'
import {
  type Chart,
  type ChartSpec,
  chartSpec,
  PLOT,
  scalesOf,
  sixDigits,
  timeUnit,
} from './chart.js'

/** Points of a curve; a point per pixel column is enough. */
const POINTS = 200

/** The highest and the lowest place of a label on its curve, completed shares. */
const [TOP, BOTTOM] = [0.9, 0.3]

/** A point of a curve: the share that has completed by a time, over the replications. */
interface Point {
  readonly variant: string
  readonly time: number
  readonly share: number
  readonly low: number
  readonly high: number
}

/**
 * Draws the download times of each variant: the mean curve over replications, with its name beside
 * it. If there are several replications, a band shows the least and the most of them.
 */
export function downloadTimesChart(name: string, variants: readonly VariantRuns[]): Chart {
  const mostSeconds = variants
    .flatMap(({ runs }) => runs.flatMap(secondsOf))
    .reduce((a, b) => Math.max(a, b), 1)
  const unit = timeUnit(mostSeconds)
  const names = variants.map((variant) => variant.name)
  const curves = variants.map((variant) => curveOf(variant, mostSeconds, unit.seconds))
  const isRepeated = variants.some(({ runs }) => runs.length > 1)
  const spec = chartSpec(
    { name },
    'Share of the leechers that have completed',
    [
      'Since the arrival of each leecher.',
      ...(isRepeated ? ['Lines: mean over replications. Bands: from the least to the most.'] : []),
    ],
    {
      ...PLOT,
      data: { values: curves.flat() },
      layer: [
        ...(isRepeated ? [BANDS] : []),
        linesOf(names),
        ...labelLayers(labelsOf(curves, mostSeconds / unit.seconds)),
      ],
      encoding: encodingOf(names, `Download time (${unit.name})`),
    },
  )
  const description = `Completed share over time since arrival: ${names.join(', ')}.`
  return { id: 'completion', description, spec }
}

/** Returns the times of the completed downloads of a run, seconds. */
export function secondsOf({ groups }: ComparedRun): number[] {
  return groups.flatMap(({ downloadSeconds }) => downloadSeconds.filter((s) => s !== null))
}

/** Returns the completed share at even steps of the axis: mean, least and most of replications. */
function curveOf({ name, runs }: VariantRuns, mostSeconds: number, unit: number): Point[] {
  const sorted = runs.map((run) => ({
    seconds: secondsOf(run).sort((a, b) => a - b),
    of: Math.max(1, run.summary.leechers),
  }))
  const next = sorted.map(() => 0)
  return Array.from({ length: POINTS + 1 }, (_, p) => {
    const time = (p * mostSeconds) / POINTS
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

const SHARE = {
  type: 'quantitative',
  title: 'Completed share of the leechers',
  axis: { format: '%' },
  scale: { domain: [0, 1] },
}

const BANDS: ChartSpec = {
  mark: { type: 'area', opacity: 0.2, interpolate: 'step-after' },
  encoding: { y: { ...SHARE, field: 'low' }, y2: { field: 'high' } },
}

function linesOf(names: readonly string[]): ChartSpec {
  const { dash } = scalesOf(names)
  return {
    mark: { type: 'line', strokeWidth: 2.5, interpolate: 'step-after', tooltip: true },
    encoding: { strokeDash: { field: 'variant', sort: names, legend: null, scale: dash } },
  }
}

/** Every layer has the same axes and colours; the name of a curve stands beside it. */
function encodingOf(names: readonly string[], title: string): ChartSpec {
  const { color } = scalesOf(names)
  return {
    x: { field: 'time', type: 'quantitative', title, scale: { nice: false } },
    y: { ...SHARE, field: 'share' },
    color: { field: 'variant', type: 'nominal', sort: names, legend: null, scale: color },
  }
}

/**
 * Returns where the names stand: the soonest curve has its name at the top, the next ones lower, so
 * that no name covers another. Right of its curve, or left of it near the end of the axis.
 */
function labelsOf(curves: readonly Point[][], end: number) {
  const sorted = curves.toSorted((a, b) => timeAt(a, 0.5) - timeAt(b, 0.5))
  const step = (TOP - BOTTOM) / Math.max(1, sorted.length - 1)
  return sorted.map((curve, i) => {
    const most = curve[curve.length - 1].share
    const share = Math.min(most, TOP - i * step)
    const time = timeAt(curve, share)
    return { variant: curve[0].variant, time, share, isLeft: time > end * 0.7 }
  })
}

/** The time at which a curve reaches a share, or its last one. */
function timeAt(curve: readonly Point[], share: number): number {
  return (curve.find((point) => point.share >= share) ?? curve[curve.length - 1]).time
}

/** The names in the colours of their curves, on white so that other curves do not strike through. */
function labelLayers(labels: ReturnType<typeof labelsOf>): ChartSpec[] {
  return [false, true].flatMap((isLeft) => {
    const values = labels.filter((label) => label.isLeft === isLeft)
    if (values.length === 0) return []
    const place = isLeft ? { align: 'right', dx: -8 } : { align: 'left', dx: 8 }
    const text = { type: 'text', ...place, baseline: 'middle', fontSize: 14, fontWeight: 'bold' }
    const encoding = { text: { field: 'variant', type: 'nominal' } }
    return [
      {
        data: { values },
        mark: { ...text, strokeWidth: 4, strokeJoin: 'round' },
        encoding: { ...encoding, color: { value: 'white' }, stroke: { value: 'white' } },
      },
      { data: { values }, mark: text, encoding },
    ]
  })
}
