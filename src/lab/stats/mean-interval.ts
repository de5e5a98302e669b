import { mean, sum } from './statistics.js'
import { tQuantile } from './student-t.js'

/** A mean over replications with its 95 % confidence interval. */
export interface MeanInterval {
  /** Replications that have a value. */
  readonly replications: number
  /** NaN if there is no replication. */
  readonly mean: number
  /** Ends of the interval; NaN with fewer than two replications. */
  readonly low95: number
  readonly high95: number
}

/** Returns the mean with Student's 95 % interval; leaves out values that are NaN. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const known = values.filter(Number.isFinite)
  const runs = known.length
  const middle = mean(known)
  if (runs < 2) return { replications: runs, mean: middle, low95: Number.NaN, high95: Number.NaN }
  const variance = sum(known.map((value) => (value - middle) ** 2)) / (runs - 1)
  const half = studentQuantile(runs - 1) * Math.sqrt(variance / runs)
  return { replications: runs, mean: middle, low95: middle - half, high95: middle + half }
}

/** Returns half the width of the interval over the mean: 0.02 for ± 2 %. NaN without interval. */
export function relativeHalfWidth({
  mean: middle,
  low95: low,
  high95: high,
}: MeanInterval): number {
  return (high - low) / 2 / Math.abs(middle)
}

/** Quantiles by degrees of freedom: they are slow to compute and asked for after every run. */
const quantiles = new Map<number, number>()

/** Returns the size that Student's t exceeds with a probability of 5 %. */
function studentQuantile(degrees: number): number {
  const known = quantiles.get(degrees) ?? tQuantile(0.975, degrees)
  quantiles.set(degrees, known)
  return known
}
