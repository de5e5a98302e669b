import { describe, expect, it } from 'vitest'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { improvingPairs } from '../../../src/lab/run/improving-pairs.js'
import { tradingGraphOf } from '../../../src/lab/run/swarm-graph.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'
import { crowdOf, run, settingsOf } from '../../sim/swarm-sample.js'

/** A torrent that takes longer than 45 s. */
const LARGER = { seed: 4, torrent: { size: '4 MiB', pieceLength: '64 KiB' } }

/** Returns the measurements of a crowd with a setting for each of its peers. */
function measured(crowd: object, more: object = {}) {
  const settings = {
    torrent: { size: '4 MiB', pieceLength: '64 KiB' },
    sampleEvery: '4 s',
    ...more,
  }
  return run(crowdOf(12, settings, crowd)).measurements
}

describe('the share of improving pairs in the series', () => {
  it('is measured once a choking round', () => {
    const { series, noImprovingPairsReason } = measured({})
    expect(noImprovingPairsReason).toBeNull()
    const { improvingPairs: shares, timeSeconds } = series
    expect(shares.length).toBe(series.count)
    const known = shares.filter((share) => !Number.isNaN(share))
    expect(known.length).toBeGreaterThan(10)
    expect(Math.min(...known)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...known)).toBeLessThanOrEqual(1)
    // 12 s are the first sample that a round of 10 s has passed for.
    const first = shares.findIndex((share) => !Number.isNaN(share))
    expect(timeSeconds[first + 1] - timeSeconds[first]).toBe(4)
    expect(shares[first + 1]).toBe(shares[first])
    expect(shares[first + 2]).toBe(shares[first])
    expect(new Set(known).size).toBeGreaterThan(3)
  })

  it('is that of the swarm at the sample', () => {
    const settings: SwarmSettings = { ...crowdOf(12, LARGER), sampleSeconds: 10 }
    const experiment = new Experiment(settings)
    const samples: number[] = []
    let before: number | null = null
    do {
      const { count, improvingPairs: shares } = experiment.measurements().series
      if (count > samples.length) samples.push(before ?? Number.NaN)
      if (count > 0) expect(shares.at(-1)).toBe(samples.at(-1))
      before = improvingPairs(tradingGraphOf(experiment.swarm)).share
    } while (experiment.now < 45 && experiment.step(1))
    expect(samples.length).toBe(4)
    expect(samples.filter((share) => share > 0).length).toBeGreaterThan(1)
  })

  it('is empty once fewer than two leechers are left', () => {
    const { series } = measured({})
    expect(series.leechers[series.count - 1]).toBe(0)
    expect(series.improvingPairs[series.count - 1]).toBeNaN()
  })

  it.each(['unchoke-all', 'prop-share', 'bit-tyrant', 'seed-rotating'])(
    'is empty under %s, whose slots have no fixed number',
    (choker) => {
      const { series, noImprovingPairsReason } = measured({ choker })
      expect(noImprovingPairsReason).toBe('group “crowd” has no fixed number of regular slots')
      expect(series.improvingPairs.every(Number.isNaN)).toBe(true)
    },
  )

  it('is empty from the start on if such a leecher arrives late', () => {
    const late = { count: 1, choker: 'unchoke-all', arrive: { kind: 'flash', at: '40 s' } }
    const slow = { up: 20_000, down: 100_000, latency: 0.02 }
    const groups = {
      seed: { holds: 'all', access: slow },
      crowd: { count: 6, access: slow },
      late: { ...late, access: slow },
    }
    const { series, noImprovingPairsReason } = run(
      settingsOf(groups, { sampleEvery: '5 s' }),
    ).measurements
    expect(noImprovingPairsReason).toBe('group “late” has no fixed number of regular slots')
    expect(series.improvingPairs.every(Number.isNaN)).toBe(true)
  })

  it.each(['tit-for-tat', 'random', 'by-rate', 'block-tit-for-tat', 'anti-leech', 'first-come'])(
    'is known under %s',
    (choker) => expect(measured({ choker }).noImprovingPairsReason).toBeNull(),
  )

  it('is 0 among free riders, who offer nothing', () => {
    const { series } = measured({ choker: 'none' }, { until: '3 min' })
    const known = series.improvingPairs.filter((share) => !Number.isNaN(share))
    expect(known.length).toBeGreaterThan(0)
    expect(Math.max(...known)).toBe(0)
  })

  it('is empty if no two leechers ever meet', () => {
    const settings = settingsOf({ seed: { holds: 'all', access: 'origin' }, one: { count: 1 } })
    expect(run(settings).measurements.noImprovingPairsReason).toMatch(/^no two linked leechers/)
  })
})
