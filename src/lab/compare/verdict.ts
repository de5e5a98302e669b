import {
  CONFIDENCE,
  isShown,
  type PairedDifference,
  POWER,
  replicationsToShow,
} from '../stats/paired.js'
import { tQuantile } from '../stats/student-t.js'
import type { ComparedMetric } from '../summary/compared-metric.js'
import { numberText } from '../summary/metric-specs.js'

/** More replications than this are no advice. */
const MOST_ADVISED = 100_000

/** What a difference is worth. */
export type Finding = 'better' | 'worse' | 'not shown'

/** Whether the other is shown to be better or worse than the first. */
export function findingOf(metric: ComparedMetric, difference: PairedDifference): Finding {
  if (!isShown(difference)) return 'not shown'
  return difference.mean > 0 === metric.moreIsBetter ? 'better' : 'worse'
}

/**
 * A difference in plain words: how great it is in per cent of the first's mean, its interval, and
 * whether it is shown; if it is not, which would have been, and what it would take.
 */
export function verdict(metric: ComparedMetric, difference: PairedDifference): string {
  const { mean, low, high, pairs, deviation } = difference
  if (low === 0 && high === 0) return `the very same in all ${pairs} replications`
  const scale = scaleOf(metric, difference)
  const size = `${scale.text(Math.abs(mean))} ${mean < 0 ? metric.less : metric.more}`
  const side = mean < 0 ? -1 : 1
  const ends = [side * low, side * high].sort((a, b) => a - b)
  const span = `interval ${scale.bare(ends[0])} to ${scale.text(ends[1])}`
  if (isShown(difference)) return `${size}, ${span}`
  const least = (quantileSum(pairs) * deviation) / Math.sqrt(pairs)
  const needed = replicationsToShow(mean, deviation)
  const advice =
    needed <= MOST_ADVISED ? `; ${numberText(needed)} would show ${scale.text(Math.abs(mean))}` : ''
  return (
    `${size}, ${span}: no difference shown at ${pairs} replications, ` +
    `which show ${scale.text(least)}${advice}`
  )
}

/** A difference with its interval, short enough for a table; a star if it is shown. */
export function differenceText(metric: ComparedMetric, difference: PairedDifference): string {
  const { mean, low, high } = difference
  if (low === 0 && high === 0) return 'the same'
  const { bare, text } = scaleOf(metric, difference)
  const sign = mean > 0 ? '+' : ''
  return `${sign}${text(mean)} (${bare(low)} to ${bare(high)})${isShown(difference) ? ' *' : ''}`
}

/** In per cent of the first's mean; as it is, if that mean is 0. */
function scaleOf({ text }: ComparedMetric, { firstMean }: PairedDifference) {
  if (firstMean === 0) return { bare: text, text }
  const bare = (value: number) => percent((100 * value) / Math.abs(firstMean))
  return { bare, text: (value: number) => `${bare(value)} %` }
}

/** Two digits, or whole from 10 on. */
function percent(value: number): string {
  const digits = Math.abs(value) >= 9.95 ? value.toFixed(0) : String(Number(value.toPrecision(2)))
  return digits === '-0' ? '0' : digits
}

function quantileSum(pairs: number): number {
  return tQuantile((1 + CONFIDENCE) / 2, pairs - 1) + tQuantile(POWER, pairs - 1)
}
