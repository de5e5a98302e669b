/** The values that are numbers at all, in a new array: leaves out NaN and infinities. */
export function finite(values: Iterable<number>): number[] {
  return [...values].filter(Number.isFinite)
}

/** The sum of the values; 0 of none. Neumaier's correction keeps it exact for long columns. */
export function sum(values: Iterable<number>): number {
  let total = 0
  let lost = 0
  for (const value of values) {
    const next = total + value
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  // Once a total is infinite, what was lost is NaN and says nothing.
  return Number.isFinite(total) ? total + lost : total
}

/** The arithmetic mean; NaN of none. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length
}

/**
 * The `share` quantile (0 to 1) between the order statistics: type 7 of Hyndman and Fan 1996, as R
 * and NumPy have it. NaN of none.
 * @throws RangeError if the share is not between 0 and 1
 */
export function quantile(values: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`quantile ${share} is not between 0 and 1`)
  if (values.length === 0) return Number.NaN
  const sorted = Float64Array.from(values).sort()
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)]
  const above = sorted[Math.ceil(at)]
  // Equal neighbours are given as they are: an infinite one times 0 would be NaN.
  return below === above ? below : below + (at - Math.floor(at)) * (above - below)
}

/** The median; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/**
 * Jain's index of fairness (Jain, Chiu, Hawe 1984): the square of the sum over n times the sum of
 * the squares. 1 if all are equal, 1/n if one has everything; NaN of none, or if all are 0.
 */
export function jain(values: readonly number[]): number {
  const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  // Scaled by the greatest, so that no square can overflow or vanish.
  const scaled = values.map((value) => value / most)
  const total = sum(scaled)
  return (total * total) / (values.length * sum(scaled.map((value) => value * value)))
}

/**
 * The two-sample Kolmogorov-Smirnov distance: the greatest difference between the shares of the
 * values that are at most x, over all x; 0 if they are distributed alike, 1 if they do not meet.
 * NaN if there are none of one kind.
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
