import { mean, sum } from './statistics.js'

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

const quantiles = new Map<number, number>()

/** What Student's t with so many degrees of freedom exceeds in size in one case of twenty. */
export function studentQuantile(degrees: number): number {
  const known = quantiles.get(degrees)
  if (known !== undefined) return known
  let low = 1
  let high = 13
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (shareWithin(middle, degrees) < 0.95) low = middle
    else high = middle
  }
  quantiles.set(degrees, high)
  return high
}

/** P(|T| < t), exact for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 4). */
function shareWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const cosine = Math.cos(angle)
  const odd = degrees % 2 === 1
  let term = odd ? cosine : 1
  let series = degrees === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= (cosine * cosine * (k - 1)) / k
    series += term
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series
}
