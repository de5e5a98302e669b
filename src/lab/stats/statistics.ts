/** Returns the finite values in a new array, without NaN and infinities. */
export function finite(values: Iterable<number>): number[] {
  return [...values].filter(Number.isFinite)
}

/** Sums the values with Neumaier's correction, which keeps long sums exact; 0 for no values. */
export function sum(values: Iterable<number>): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  // With an infinite total the correction is NaN.
  return Number.isFinite(total) ? total + lost : total
}

/** Returns the arithmetic mean; NaN for no values. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

/**
 * Returns the `share` quantile (0 to 1) of type 7 in Hyndman and Fan 1996, the default of R and
 * NumPy. NaN for no values.
 * @throws RangeError if the share is not between 0 and 1
 */
export function quantile(values: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`quantile ${share} is not between 0 and 1`)
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)]
  const above = sorted[Math.ceil(at)]
  // Equal neighbours need no interpolation; an infinite one times 0 would be NaN.
  return below === above ? below : below + (at - Math.floor(at)) * (above - below)
}

/** Returns the median; NaN for no values. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/**
 * Returns Jain's index of fairness (Jain, Chiu, Hawe 1984): the square of the sum over n times the
 * sum of the squares. 1 if all are equal, 1/n if one has everything; NaN if all are 0 or none.
 */
export function jain(values: readonly number[]): number {
  const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  // Divided by the largest, so that no square can overflow or underflow.
  const scaled = values.map((value) => value / most)
  const total = sum(scaled)
  return (total * total) / (values.length * sum(scaled.map((value) => value * value)))
}

/**
 * Returns the two-sample Kolmogorov-Smirnov distance: the largest difference, over all x, between
 * the shares of the values that are at most x. 0 for equal distributions, 1 for disjoint ones; NaN
 * if a sample is empty.
 */
export function kolmogorovSmirnov(some: readonly number[], others: readonly number[]): number {
  if (some.length === 0 || others.length === 0) return Number.NaN
  const a = Float64Array.from(some).sort()
  const b = Float64Array.from(others).sort()
  let most = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = Math.min(a[i], b[j])
    while (i < a.length && a[i] <= x) i++
    while (j < b.length && b[j] <= x) j++
    most = Math.max(most, Math.abs(i / a.length - j / b.length))
  }
  return most
}
