import { mean, sum } from './statistics.js'
import { tQuantile } from './student-t.js'

/** How often an interval is to hold the true value. */
export const CONFIDENCE = 0.95

/** How often the replications that are asked for would show a difference of the given size. */
export const POWER = 0.8

/** How intervals are made, for whoever reads them. */
export const METHOD =
  'Intervals of 95 % by Student\u2019s t over replications; differences in pairs of one seed.'

/** A mean and the interval that holds the true one in 95 of 100 cases. */
export interface Interval {
  readonly mean: number
  /** Both infinite if there is only one value. */
  readonly low: number
  readonly high: number
}

/** What the differences of pairs say: other less first. */
export interface PairedDifference extends Interval {
  /** Pairs of which both have a value. */
  readonly pairs: number
  /** The differences' standard deviation. */
  readonly deviation: number
  /** Mean over standard deviation of the differences: Cohen's d of pairs. Null without spread. */
  readonly effectSize: number | null
  /** The first's mean over the same pairs. */
  readonly firstMean: number
  /**
   * How many times as wide the interval would be on seeds of their own, from the spread of either:
   * what common random numbers gain. Null without spread.
   */
  readonly narrowing: number | null
}

/** The mean of independent values with its interval by Student's t; undefined of none. */
export function interval(values: readonly number[]): Interval | undefined {
  if (values.length === 0) return undefined
  const middle = mean(values)
  if (values.length === 1) return { mean: middle, low: -Infinity, high: Infinity }
  if (deviation(values) === 0) return { mean: values[0], low: values[0], high: values[0] }
  const half = halfWidth(deviation(values), values.length)
  return { mean: middle, low: middle - half, high: middle + half }
}

/**
 * Compares values in pairs, the i-th of one with the i-th of the other; pairs of which one is null
 * are left out. Undefined with fewer than two pairs.
 */
export function pairedDifference(
  first: readonly (number | null)[],
  other: readonly (number | null)[],
): PairedDifference | undefined {
  const pairs = first.flatMap((a, i) => {
    const b = other[i] ?? null
    return a === null || b === null ? [] : [[a, b] as const]
  })
  const differences = pairs.map(([a, b]) => b - a)
  const found = interval(differences)
  if (found === undefined || pairs.length < 2) return undefined
  const spread = deviation(differences)
  const firsts = pairs.map(([a]) => a)
  const apart = Math.hypot(deviation(firsts), deviation(pairs.map(([, b]) => b)))
  return {
    ...found,
    pairs: pairs.length,
    deviation: spread,
    effectSize: spread > 0 ? found.mean / spread : null,
    firstMean: mean(firsts),
    narrowing: spread > 0 ? apart / spread : null,
  }
}

/** Whether the interval tells the sign of the difference: 0 lies outside. */
export function isShown({ low, high }: Interval): boolean {
  return low > 0 || high < 0
}

/**
 * How many replications would show a difference of this size in 8 of 10 experiments, if differences
 * spread as `deviation` says: the least n with n >= ((t(0.975) + t(0.8)) deviation / size)^2, t of
 * n - 1 degrees of freedom (Cohen 1988). Infinity for a size of 0.
 */
export function replicationsToShow(size: number, spread: number): number {
  const ratio = spread / Math.abs(size)
  if (!(ratio < 1e6)) return Number.POSITIVE_INFINITY
  const enough = (n: number) => {
    const factor = tQuantile((1 + CONFIDENCE) / 2, n - 1) + tQuantile(POWER, n - 1)
    return n >= (factor * ratio) ** 2
  }
  let high = 2
  while (!enough(high)) high *= 2
  let low = Math.max(2, high / 2)
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle + 1
  }
  return high
}

/** The standard deviation of a sample. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values)
  // Equal values have none, whatever is lost in their mean.
  if (values.every((value) => value === values[0])) return 0
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1))
}

function halfWidth(spread: number, count: number): number {
  return (tQuantile((1 + CONFIDENCE) / 2, count - 1) * spread) / Math.sqrt(count)
}
