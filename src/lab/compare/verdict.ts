import {
  CONFIDENCE,
  isSignificant,
  type PairedDifference,
  POWER,
  replicationsToDetect,
} from '../stats/paired.js'
import { tQuantile } from '../stats/student-t.js'
import type { ComparedMetric } from '../summary/compared-metric.js'
import { numberText } from '../summary/metric-text.js'

/** Recommending more replications than this helps nobody. */
const MAX_ADVISED = 100_000

/** What a difference means. */
export type Finding = 'better' | 'worse' | 'not significant'

/** Finds whether the other variant is significantly better or worse than the first. */
export function findingOf(metric: ComparedMetric, difference: PairedDifference): Finding {
  if (!isSignificant(difference)) return 'not significant'
  return difference.mean > 0 === metric.moreIsBetter ? 'better' : 'worse'
}

/**
 * Writes a difference in words: its size in per cent of the first variant's mean, and its interval.
 * If it is not significant, says what the replications can detect and how many would be needed.
 */
export function verdict(metric: ComparedMetric, difference: PairedDifference): string {
  const { mean, low95: low, high95: high, pairs, deviation, testedMean } = difference
  if (low === 0 && high === 0) return `identical in all ${pairs} replications`
  const scale = scaleOf(metric, difference)
  const size = `${scale.text(Math.abs(mean))} ${mean < 0 ? metric.less : metric.more}`
  const side = mean < 0 ? -1 : 1
  const ends = [side * low, side * high].sort((a, b) => a - b)
  const span = `95 % interval ${scale.bare(ends[0])} to ${scale.text(ends[1])}`
  if (isSignificant(difference)) return `${size} (${span})`
  const tested = (quantileSum(pairs) * deviation) / Math.sqrt(pairs)
  const least = difference.scale === 'ratio' ? difference.firstMean * Math.expm1(tested) : tested
  const needed = replicationsToDetect(testedMean, deviation)
  const advice =
    needed <= MAX_ADVISED
      ? `; detecting ${scale.text(Math.abs(mean))} needs about ${numberText(needed)}`
      : ''
  return (
    `${size} (${span}). Not significant: ` +
    `${pairs} replications can detect ${scale.text(least)}${advice}`
  )
}

/** Writes a difference with its interval for a table, with a star if it is significant. */
export function differenceText(metric: ComparedMetric, difference: PairedDifference): string {
  const { mean, low95: low, high95: high } = difference
  if (low === 0 && high === 0) return 'the same'
  const { bare, text } = scaleOf(metric, difference)
  const sign = mean > 0 && !text(mean).endsWith('times') ? '+' : ''
  const star = isSignificant(difference) ? ' *' : ''
  return `${sign}${text(mean)} (${bare(low)} to ${bare(high)})${star}`
}

/**
 * Scales to per cent of the first variant's mean, to times of it if that may be more than twice as
 * much, or not at all if that mean is 0.
 */
function scaleOf({ text }: ComparedMetric, { firstMean, high95, scale }: PairedDifference) {
  if (firstMean === 0) return { bare: text, text }
  if (scale === 'ratio' && high95 > firstMean && Number.isFinite(high95)) {
    const bare = (value: number) => numberText(1 + value / firstMean)
    return { bare, text: (value: number) => `${bare(value)} times` }
  }
  const bare = (value: number) => percent((100 * value) / Math.abs(firstMean))
  return { bare, text: (value: number) => `${bare(value)} %` }
}

/** Writes two digits, or a whole number from 10 on. */
function percent(value: number): string {
  const digits = Math.abs(value) >= 9.95 ? value.toFixed(0) : String(Number(value.toPrecision(2)))
  return digits === '-0' ? '0' : digits
}

function quantileSum(pairs: number): number {
  return tQuantile((1 + CONFIDENCE) / 2, pairs - 1) + tQuantile(POWER, pairs - 1)
}
