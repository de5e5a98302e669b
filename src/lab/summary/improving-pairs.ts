import type { Measurements } from '../run/measurements.js'

/** The mean share of improving pairs, over the run and over its thirds. */
export interface ImprovingPairsMetrics {
  readonly improvingPairs: number | null
  readonly improvingPairsStart: number | null
  readonly improvingPairsMiddle: number | null
  readonly improvingPairsEnd: number | null
  /** Why there is no `improvingPairs`; null if there is one. */
  readonly noImprovingPairsReason: string | null
}

/**
 * Averages the share of improving pairs over time. The thirds divide the time from the first sample
 * with a share to the last one.
 */
export function improvingPairsMetrics({
  series: { timeSeconds, improvingPairs },
  noImprovingPairsReason,
}: Pick<Measurements, 'series' | 'noImprovingPairsReason'>): ImprovingPairsMetrics {
  const rows = [...improvingPairs.keys()].filter((row) => !Number.isNaN(improvingPairs[row]))
  const from = timeSeconds[rows[0]]
  const seconds = timeSeconds[rows[rows.length - 1]] - from
  const thirdOf = (row: number) =>
    Math.min(2, Math.floor((3 * (timeSeconds[row] - from)) / (seconds || 1)))
  const meanOf = (part: readonly number[]) => {
    const stepOf = (row: number) => timeSeconds[row] - (row > 0 ? timeSeconds[row - 1] : 0)
    const all = part.reduce((sum, row) => sum + stepOf(row), 0)
    const share = part.reduce((sum, row) => sum + stepOf(row) * improvingPairs[row], 0) / all
    return Number.isNaN(share) ? null : share
  }
  const third = (index: number) => meanOf(rows.filter((row) => thirdOf(row) === index))
  return {
    improvingPairs: meanOf(rows),
    improvingPairsStart: third(0),
    improvingPairsMiddle: third(1),
    improvingPairsEnd: third(2),
    noImprovingPairsReason,
  }
}
