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

/** Where a name may stand on its curve, completed shares: the best come first among equals. */
const PLACES = Array.from({ length: 16 }, (_, i) => 0.95 - 0.05 * i)

/** The size of a letter of a name, as a share of the axes. */
const [LETTER_WIDTH, LETTER_HEIGHT] = [0.018, 0.07]

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

/**
 * Returns the completed share at even steps of the axis: mean, least and most of replications. It
 * ends once all have completed, or with the last run.
 */
function curveOf({ name, runs }: VariantRuns, mostSeconds: number, unit: number): Point[] {
  const sorted = runs.map((run) => ({
    seconds: secondsOf(run).sort((a, b) => a - b),
    of: Math.max(1, run.summary.leechers),
  }))
  const next = sorted.map(() => 0)
  const isComplete = sorted.every(({ seconds, of }) => seconds.length >= of)
  const ends = isComplete
    ? sorted.map(({ seconds }) => seconds.at(-1) ?? 0)
    : runs.map(({ summary }) => summary.endSeconds)
  const lastSeconds = Math.min(mostSeconds, Math.max(...ends))
  const points = Math.ceil((POINTS * lastSeconds) / mostSeconds)
  return Array.from({ length: points + 1 }, (_, p) => {
    const time = Math.min(lastSeconds, (p * mostSeconds) / POINTS)
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

/** The place of a name: next to its curve at a share, right or left of it. */
interface Label {
  readonly variant: string
  readonly time: number
  readonly share: number
  readonly isLeft: boolean
  /** The room up to the next curve, as a share of the time axis. */
  readonly room: number
}

/** Returns where the names stand: each where it has most room between its curve and the next. */
function labelsOf(curves: readonly Point[][], end: number): Label[] {
  const placed: Label[] = []
  for (const curve of curves) {
    const others = curves.filter((other) => other !== curve)
    const wanted = LETTER_WIDTH * (curve[0].variant.length + 1)
    const places = PLACES.flatMap((share) => placesAt(curve, others, share, end))
    const free = places.filter((label) => !placed.some((other) => overlap(label, other, end)))
    const best = (free.length > 0 ? free : places).reduce<Label | null>((most, label) => {
      const gain = Math.min(label.room, wanted) - Math.min(most?.room ?? 0, wanted)
      return most === null || gain > 1e-9 ? label : most
    }, null)
    if (best !== null) placed.push(best)
  }
  return placed
}

/** The two places of a name at a share that its curve reaches, with their room. */
function placesAt(
  curve: readonly Point[],
  others: readonly Point[][],
  share: number,
  end: number,
): Label[] {
  if (curve[curve.length - 1].share < share) return []
  const time = timeAt(curve, share)
  const times = others.map((other) => timeAt(other, share))
  const after = Math.min(end, ...times.filter((other) => other >= time))
  const before = Math.max(0, ...times.filter((other) => other < time))
  const place = { variant: curve[0].variant, time, share }
  return [
    { ...place, isLeft: false, room: (after - time) / end },
    { ...place, isLeft: true, room: (time - before) / end },
  ]
}

function overlap(one: Label, other: Label, end: number): boolean {
  if (Math.abs(one.share - other.share) >= LETTER_HEIGHT) return false
  const sides = [one, other].map(({ variant, time, isLeft }) => {
    const width = LETTER_WIDTH * (variant.length + 1) * end
    return isLeft ? [time - width, time] : [time, time + width]
  })
  return sides[0][0] < sides[1][1] && sides[1][0] < sides[0][1]
}

/** The time at which a curve reaches a share, or its last one. */
function timeAt(curve: readonly Point[], share: number): number {
  return (curve.find((point) => point.share >= share) ?? curve[curve.length - 1]).time
}

/** The names in the colours of their curves, on white: other curves do not strike through. */
function labelLayers(labels: readonly Label[]): ChartSpec[] {
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
