import { mean, sum } from './statistics.js'
import { tQuantile } from './student-t.js'

/** How often an interval contains the true value. */
export const CONFIDENCE = 0.95

/** How often the recommended replications would detect a difference of the given size. */
export const POWER = 0.8

/** The method, for readers of the results. */
export const METHOD =
  '95 % intervals by Student\u2019s t over replications; differences are paired by random seed. ' +
  'Times, copies and costs compare by the logarithm of their ratio.'

/** A mean with its 95 % confidence interval. */
export interface Interval {
  readonly mean: number
  /** Ends of the interval; infinite if there is only one value. */
  readonly low95: number
  readonly high95: number
}

/**
 * The mean difference of pairs, other minus first. If they compare by ratio, it is what the ratio
 * of the geometric means makes of the first's mean; no interval falls below minus that mean.
 */
export interface PairedDifference extends Interval {
  /** What Student's t tests: differences, or logarithms of ratios. */
  readonly scale: 'difference' | 'ratio'
  /** The mean of what is tested. */
  readonly testedMean: number
  /** Number of pairs in which both have a value. */
  readonly pairs: number
  /** Standard deviation of what is tested. */
  readonly deviation: number
  /** Cohen's d: mean / standard deviation of what is tested. Null if that is always the same. */
  readonly effectSize: number | null
  /** Mean of the first over the same pairs. */
  readonly firstMean: number
  /**
   * How many times wider the interval would be without shared seeds, estimated from the standard
   * deviation of each. Null if all differences are equal.
   */
  readonly narrowing: number | null
}

/** Returns the mean of independent values with Student's interval; undefined for no values. */
export function interval(values: readonly number[]): Interval | undefined {
  if (values.length === 0) return undefined
  const middle = mean(values)
  if (values.length === 1) return { mean: middle, low95: -Infinity, high95: Infinity }
  if (deviation(values) === 0) return { mean: values[0], low95: values[0], high95: values[0] }
  const half = halfWidth(deviation(values), values.length)
  return { mean: middle, low95: middle - half, high95: middle + half }
}

/**
 * Compares value i of one list with value i of the other, leaving out pairs with a null. Returns
 * undefined with fewer than two pairs.
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
    scale: 'difference',
    testedMean: found.mean,
    pairs: pairs.length,
    deviation: spread,
    effectSize: spread > 0 ? found.mean / spread : null,
    firstMean: mean(firsts),
    narrowing: spread > 0 ? apart / spread : null,
  }
}

/**
 * Compares positive values by the logarithms of their ratios, pair by pair (Fleming and Wallace
 * 1986: ratios are averaged geometrically). Pairs with a value that is not positive are left out.
 */
export function pairedRatio(
  first: readonly (number | null)[],
  other: readonly (number | null)[],
): PairedDifference | undefined {
  const isRatio = (i: number) => (first[i] ?? 0) > 0 && (other[i] ?? 0) > 0
  const log = (value: number | null, i: number) => (isRatio(i) ? Math.log(value as number) : null)
  const found = pairedDifference(first.map(log), other.map(log))
  if (found === undefined) return undefined
  const firstMean = mean(first.filter((value, i): value is number => value !== null && isRatio(i)))
  const difference = (logarithm: number) => firstMean * Math.expm1(logarithm)
  const [middle, low95, high95] = [found.mean, found.low95, found.high95].map(difference)
  return { ...found, scale: 'ratio', mean: middle, low95, high95, firstMean }
}

/** Whether the difference is significant: its interval excludes 0. */
export function isSignificant({ low95: low, high95: high }: Interval): boolean {
  return low > 0 || high < 0
}

/**
 * Returns the replications that detect a difference of this size in 8 of 10 experiments: the least
 * n with n >= ((t(0.975) + t(0.8)) deviation / size)^2, with t of n - 1 degrees of freedom (Cohen
 * 1988). Infinity for a size of 0.
 */
export function replicationsToDetect(size: number, spread: number): number {
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

/** Returns the standard deviation of a sample. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values)
  // Rounding in the mean must not give equal values a deviation.
  if (values.every((value) => value === values[0])) return 0
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1))
}

function halfWidth(spread: number, count: number): number {
  return (tQuantile((1 + CONFIDENCE) / 2, count - 1) * spread) / Math.sqrt(count)
}
