import { describe, expect, it } from 'vitest'
import { improvingPairsMetrics } from '../../../src/lab/summary/improving-pairs.js'
import { sampleMeasurements } from '../run/measurements-sample.js'

const { series } = sampleMeasurements()

/** Returns the metrics of samples every ten seconds, from 10 s on, or at these times. */
function metrics(shares: readonly number[], times = shares.map((_, i) => 10 * (i + 1))) {
  const timeSeconds = Float64Array.from(times)
  const improvingPairs = Float64Array.from(shares)
  const columns = { ...series, count: shares.length, timeSeconds, improvingPairs }
  return improvingPairsMetrics({ series: columns, noImprovingPairsReason: null })
}

describe('the metrics of improving pairs', () => {
  it('are means over the run and over its thirds', () => {
    expect(metrics([1, 0.8, 0.6, 0.4, 0.2, 0.1, 0])).toEqual({
      improvingPairs: expect.closeTo(3.1 / 7, 12),
      improvingPairsStart: 0.9,
      improvingPairsMiddle: 0.5,
      improvingPairsEnd: expect.closeTo(0.1, 12),
      noImprovingPairsReason: null,
    })
  })

  it('leave out the time before the first and after the last pair', () => {
    const none = Number.NaN
    const { improvingPairs, improvingPairsStart, improvingPairsEnd } = metrics([
      ...[none, none, none, 0.9, none, 0.3, 0.3, none, none],
    ])
    expect(improvingPairs).toBeCloseTo(0.5, 12)
    expect(improvingPairsStart).toBe(0.9)
    expect(improvingPairsEnd).toBeCloseTo(0.3, 12)
  })

  it('weigh a sample by the time since the one before', () => {
    expect(metrics([0.5, 1, 0], [10, 20, 25]).improvingPairs).toBeCloseTo(15 / 25, 12)
  })

  it('are null for a phase without a pair, and for a run without one', () => {
    const nowhere = { improvingPairsMiddle: null, improvingPairsEnd: null }
    expect(metrics([0.25])).toMatchObject({ improvingPairs: 0.25, improvingPairsStart: 0.25 })
    expect(metrics([0.25])).toMatchObject(nowhere)
    const reason = 'group “crowd” has no fixed number of regular slots'
    const columns = { ...series, improvingPairs: series.improvingPairs.map(() => Number.NaN) }
    expect(improvingPairsMetrics({ series: columns, noImprovingPairsReason: reason })).toEqual({
      improvingPairs: null,
      improvingPairsStart: null,
      ...nowhere,
      noImprovingPairsReason: reason,
    })
  })
})
