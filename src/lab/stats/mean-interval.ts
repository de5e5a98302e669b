import { mean, sum } from './statistics.js'
import { tQuantile } from './student-t.js'

/** A mean over independent runs, and where its expectation lies with 95 % confidence. */
export interface MeanInterval {
  /** Runs that it is over. */
  readonly runs: number
  /** NaN of no runs. */
  readonly mean: number
  /** NaN of fewer than two runs, as are both ends. */
  readonly low: number
  readonly high: number
}

/** Student's 95 % interval; runs without a figure (NaN) are left out. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const known = values.filter(Number.isFinite)
  const runs = known.length
  const middle = mean(known)
  if (runs < 2) return { runs, mean: middle, low: Number.NaN, high: Number.NaN }
  const variance = sum(known.map((value) => (value - middle) ** 2)) / (runs - 1)
  const half = studentQuantile(runs - 1) * Math.sqrt(variance / runs)
  return { runs, mean: middle, low: middle - half, high: middle + half }
}

/** Half the interval's width over the mean: 0.02 for "2 % either way". NaN if there is none. */
export function relativeHalfWidth({ mean: middle, low, high }: MeanInterval): number {
  return (high - low) / 2 / Math.abs(middle)
}

/** Asked for after each of many runs, and costly. */
const quantiles = new Map<number, number>()

/** What Student's t exceeds in size in one case of twenty. */
function studentQuantile(degrees: number): number {
  const known = quantiles.get(degrees) ?? tQuantile(0.975, degrees)
  quantiles.set(degrees, known)
  return known
}
