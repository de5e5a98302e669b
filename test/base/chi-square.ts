/** Pearson's statistic of counts against the shares that they should have (equal if left out). */
export function chiSquare(counts: readonly number[], shares?: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const weights = shares ?? counts.map(() => 1)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return counts.reduce((sum, count, i) => {
    const expected = (total * weights[i]) / whole
    return sum + (count - expected) ** 2 / expected
  }, 0)
}

/**
 * What the statistic exceeds by chance in 3 of 100,000 tests (4 sigma, one-sided), by Wilson and
 * Hilferty's approximation. The seeds of the tests are fixed, so one that holds goes on to hold.
 */
export function chiSquareLimit(degrees: number): number {
  const part = 2 / (9 * degrees)
  return degrees * (1 - part + 4 * Math.sqrt(part)) ** 3
}
