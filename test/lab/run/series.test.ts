import { describe, expect, it } from 'vitest'
import { crowdOf, run, settingsOf } from '../../sim/swarm-sample.js'

/** A swarm that takes longer than 45 s. */
const LARGER = { seed: 4, torrent: { size: '4 MiB', pieceLength: '64 KiB' } }

const finite = (column: Float64Array) => [...column].filter(Number.isFinite)

describe('upload use in the series', () => {
  it.each([
    [10, {}],
    [30, {}],
    [30, { leave: 'on-completion' }],
    [45, { leave: { linger: '20 s' } }],
  ])(
    'is at most 1 if peers complete and leave between samples %d s apart',
    (sampleSeconds, crowd) => {
      const { measurements } = run({ ...crowdOf(12, LARGER, crowd), sampleSeconds })
      const { leecherUtilisation, seedUtilisation } = measurements.series
      for (const column of [leecherUtilisation, seedUtilisation]) {
        expect(finite(column).length).toBeGreaterThan(0)
        expect(Math.max(...finite(column))).toBeLessThanOrEqual(1)
      }
    },
  )

  it('has one row for the end and a sample that is before it by a rounding error', () => {
    const settings = crowdOf(12, LARGER)
    const { endSeconds } = run(settings).measurements
    const sampleSeconds = (endSeconds * (1 - Number.EPSILON)) / 4
    const { series } = run({ ...settings, sampleSeconds }).measurements
    expect(series.count).toBe(4)
    expect(series.timeSeconds[3]).toBe(endSeconds)
    expect(series.leecherUtilisation[3]).toBeGreaterThan(0)
    expect(Math.max(...finite(series.leecherUtilisation))).toBeLessThanOrEqual(1)
  })

  it('is 1 for a busy seed and 0 for a leecher without interested neighbours', () => {
    const link = { up: 100_000, down: 1_000_000, latency: '0 s' }
    const groups = { seed: { holds: 'all', access: link }, one: { access: link } }
    const { measurements } = run({ ...settingsOf(groups), sampleSeconds: 2 })
    const { count, seedUtilisation, leecherUtilisation } = measurements.series
    // Before the last sample the seed has sent all the time, but for messages and headers.
    for (const used of seedUtilisation.subarray(1, count - 1)) expect(used).toBeGreaterThan(0.9)
    for (const used of finite(leecherUtilisation)) expect(used).toBe(0)
  })
})

describe('the progress in the series', () => {
  it.each(['stay', 'on-completion'])(
    'never falls once all have arrived, if they leave: %s',
    (leave) => {
      const { series } = run({
        ...crowdOf(12, LARGER, { arrive: { kind: 'flash', over: '0 s' }, leave }),
        sampleSeconds: 2,
      }).measurements
      for (const percent of [10, 25, 50, 75, 90] as const) {
        const column = series[`progress${percent}`]
        expect([...column]).toEqual([...column].sort((a, b) => a - b))
        expect(column[series.count - 1]).toBe(1)
      }
    },
  )
})
