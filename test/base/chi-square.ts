/** Returns Pearson's chi-square statistic of counts against expected shares (equal if left out). */
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
 * Returns the limit that the statistic exceeds by chance in 3 of 100,000 tests (4 sigma,
 * one-sided). Uses Wilson and Hilferty's approximation. The tests use fixed seeds, so a test that
 * passes keeps passing.
 */
export function chiSquareLimit(degrees: number): number {
  const part = 2 / (9 * degrees)
  return degrees * (1 - part + 4 * Math.sqrt(part)) ** 3
}
