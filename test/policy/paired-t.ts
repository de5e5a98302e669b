/** Returns Student's t of paired differences: their mean over its standard error. */
export function pairedT(differences: readonly number[]): number {
  const n = differences.length
  const mean = differences.reduce((a, b) => a + b) / n
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1)
  return mean / Math.sqrt(variance / n)
}
