import type { VariantRuns } from '../batch/variant-runs.js'
import { formatSeconds } from '../scenario/units.js'
import { finite, mean, quantile } from '../stats/statistics.js'
import { type Chart, type ChartSpec, chartSpec, NOTE_COLOUR, PLOT, sixDigits } from './chart.js'
import { secondsOf } from './download-times.js'

/** The height of a row, pixels. */
const ROW = 30

const COLOUR = '#0072B2'

/** The download times of a variant, seconds: means over its replications. */
interface Range {
  readonly variant: string
  readonly first: number
  readonly low: number
  readonly median: number
  readonly high: number
  readonly last: number
  /** The last finish by the formula of the model, or the lower bound; null if there is none. */
  readonly bound: number | null
  readonly lastText: string
}

/**
 * Draws the range of the download times of each variant, a row each, from the soonest last finish
 * to the latest. It serves many variants, and those whose times differ by orders of magnitude: then
 * the scale is logarithmic.
 */
export function downloadRangesChart(
  name: string,
  variants: readonly VariantRuns[],
  isLogarithmic: boolean,
): Chart {
  const ranges = variants.flatMap(rangeOf).sort((a, b) => a.last - b.last)
  const names = ranges.map(({ variant }) => variant)
  const hasBounds = ranges.some(({ bound }) => bound !== null)
  const scale = isLogarithmic ? ', logarithmic scale' : ''
  const spec = chartSpec(
    { name },
    'How long the downloads take',
    [
      'Line: first to last leecher. Bar: the middle 80%. White: the median. Right: the last.',
      ...(hasBounds ? ['Diamond: last finish by the formula of the model, or its bound.'] : []),
    ],
    {
      width: PLOT.width,
      height: ROW * ranges.length,
      data: { values: ranges },
      layer: layers(names, `Time since the arrival of each leecher${scale}`, ranges, isLogarithmic),
    },
  )
  const description =
    'Range of the download times of each variant, sorted by its last finish: ' +
    `${ranges.map(({ variant, lastText }) => `${variant} ${lastText}`).join(', ')}.`
  return { id: 'completion', description, spec }
}

function rangeOf({ name, runs }: VariantRuns): Range[] {
  const times = runs.map(secondsOf).filter((seconds) => seconds.length > 0)
  if (times.length === 0) return []
  const at = (share: number) => sixDigits(mean(times.map((seconds) => quantile(seconds, share))))
  const bounds = runs.map(({ summary }) => summary.modelSeconds ?? summary.boundSeconds)
  const known = finite(bounds.map((bound) => bound ?? Number.NaN))
  const [done, all] = [
    times.reduce((total, seconds) => total + seconds.length, 0),
    runs.reduce((total, { summary }) => total + summary.leechers, 0),
  ]
  // Who did not finish has no time: the row says so.
  const variant = done === all ? name : `${name} (${Math.floor((100 * done) / all)}% finish)`
  return [
    {
      variant,
      first: at(0),
      low: at(0.1),
      median: at(0.5),
      high: at(0.9),
      last: at(1),
      bound: known.length === 0 ? null : sixDigits(mean(known)),
      lastText: formatSeconds(at(1)),
    },
  ]
}

function layers(
  names: readonly string[],
  title: string,
  ranges: readonly Range[],
  isLogarithmic: boolean,
): ChartSpec[] {
  const axis = { labels: true, title: null, labelFontSize: 15, labelLimit: 260, domain: false }
  const y = { field: 'variant', type: 'nominal', sort: [...names], axis: { ...axis, ticks: false } }
  const x = (field: string) => ({
    field,
    type: 'quantitative',
    title,
    scale: { type: isLogarithmic ? 'log' : 'linear', nice: isLogarithmic },
    axis: timeTicks(ranges, isLogarithmic),
  })
  return [
    {
      mark: { type: 'rule', color: COLOUR, strokeWidth: 2 },
      encoding: { y, x: x('first'), x2: { field: 'last' } },
    },
    {
      mark: { type: 'tick', color: COLOUR, thickness: 3, size: 14 },
      encoding: { y, x: x('last') },
    },
    {
      mark: { type: 'bar', color: COLOUR, height: 14, tooltip: true },
      encoding: { y, x: x('low'), x2: { field: 'high' } },
    },
    {
      mark: { type: 'tick', color: 'white', thickness: 3, size: 14 },
      encoding: { y, x: x('median') },
    },
    {
      transform: [{ filter: 'datum.bound !== null' }],
      mark: {
        type: 'point',
        shape: 'diamond',
        filled: true,
        color: 'white',
        stroke: NOTE_COLOUR,
        strokeWidth: 2,
        size: 90,
        opacity: 1,
      },
      encoding: { y, x: x('bound') },
    },
    {
      mark: { type: 'text', align: 'left', dx: 9, fontSize: 14, fontWeight: 'bold' },
      encoding: { y, x: x('last'), text: { field: 'lastText', type: 'nominal' } },
    },
  ]
}

/** Times that people count by, seconds. */
const COUNTED_BY = [1, 10, 60, 600, 3600, 36_000, 86_400, 864_000]

/** On a logarithmic scale, ticks at times that people count by, with their units. */
function timeTicks(ranges: readonly Range[], isLogarithmic: boolean): ChartSpec {
  const least = Math.min(...ranges.map(({ first }) => first))
  const most = Math.max(...ranges.map(({ last }) => last))
  const texts = COUNTED_BY.map(
    (seconds) => `datum.value == ${seconds} ? '${formatSeconds(seconds)}'`,
  )
  if (!isLogarithmic) {
    return { labelFontSize: 13, titleFontSize: 13, labelExpr: `datum.label + ' s'` }
  }
  return {
    labelFontSize: 13,
    titleFontSize: 13,
    values: COUNTED_BY.filter((seconds) => seconds >= least / 10 && seconds <= most * 10),
    labelExpr: `${texts.join(' : ')} : ''`,
  }
}
