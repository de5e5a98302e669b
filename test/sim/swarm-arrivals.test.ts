import { describe, expect, it } from 'vitest'
import type { ArrivalSettings } from '../../src/sim/settings.js'
import { Swarm } from '../../src/sim/swarm.js'
import { chiSquare, chiSquareLimit } from '../base/chi-square.js'
import { run, settingsOf } from './swarm-sample.js'

const deaf = {
  arrived() {},
  delivered() {},
  gained() {},
  completed() {},
  departed() {},
}

/** Returns the arrival times of a group with this arrival process. */
function timesOf(arrive: object, count: number, seed = '1'): number[] {
  const groups = { seed: { holds: 'all' }, crowd: { count, arrive, maxLinks: 1, dialLinks: 1 } }
  const settings = settingsOf(groups, { seed, until: 1e9 })
  return [...new Swarm(settings, deaf).population.arrivalSeconds.subarray(1)]
}

const gapsOf = (times: readonly number[], from = 0) =>
  times.map((time, i) => time - (times[i - 1] ?? from))
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length

/** Counts values from 0 to 1 in bins of equal width. */
function spread(shares: readonly number[], bins = 20): number[] {
  const counts = new Array(bins).fill(0)
  for (const share of shares) counts[Math.floor(share * bins)]++
  return counts
}

describe('arrivals', () => {
  it('of a flash crowd are uniform within the window', () => {
    const times = timesOf({ kind: 'flash', at: '5 s', over: '10 s' }, 4000)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(5)
    expect(Math.max(...times)).toBeLessThan(15)
    const shares = times.map((time) => (time - 5) / 10)
    expect(chiSquare(spread(shares))).toBeLessThan(chiSquareLimit(19))
    expect(timesOf({ kind: 'flash', at: '5 s' }, 3)).toEqual([5, 5, 5])
  })

  it('of even spacing are evenly spaced', () =>
    expect(timesOf({ kind: 'uniform', at: '3 s', every: '2 s' }, 4)).toEqual([3, 5, 7, 9]))

  it('of a trace are exactly its times', () => {
    const at = [0, 0.25, 1 / 3, 17, 17]
    expect(timesOf({ kind: 'trace', at }, 5)).toEqual(at)
    const groups = { seed: { holds: 'all' }, crowd: { arrive: { kind: 'trace', at } } }
    const { arrivalSeconds } = run(settingsOf(groups)).measurements.peers
    expect([...arrivalSeconds.subarray(1)]).toEqual(at)
  })

  it('of a Poisson process have exponential gaps', () => {
    const times = timesOf({ kind: 'poisson', at: '100 s', perSecond: 0.5 }, 4000)
    const gaps = gapsOf(times, 100)
    // A mean of 2 s, a standard deviation of 2 s: 4 sigma.
    expect(Math.abs(mean(gaps) - 2)).toBeLessThan((4 * 2) / Math.sqrt(4000))
    const shares = gaps.map((gap) => 1 - Math.exp(-gap / 2))
    expect(chiSquare(spread(shares))).toBeLessThan(chiSquareLimit(19))
  })

  it('of a Poisson process have a variance equal to their mean number', () => {
    const times = timesOf({ kind: 'poisson', every: '1 s' }, 5000)
    const last = Math.floor(times[times.length - 1] / 10)
    const counts = spread(
      times.map((time) => time / (last * 10)).filter((share) => share < 1),
      last,
    )
    const average = mean(counts)
    const variance = mean(counts.map((count) => (count - average) ** 2))
    expect(variance / average).toBeGreaterThan(0.7)
    expect(variance / average).toBeLessThan(1.3)
  })

  it('of a decaying rate decay with the time constant, and end', () => {
    const arrive = { kind: 'decaying', at: '50 s', perSecond: 40, timeConstant: '100 s' }
    const times = timesOf(arrive, 6000)
    const came = times.filter(Number.isFinite)
    // As many as the rate's integral, 4000, within 4 sigma.
    expect(Math.abs(came.length - 4000)).toBeLessThan(4 * Math.sqrt(4000))
    expect(times.slice(came.length).every((time) => time === Number.POSITIVE_INFINITY)).toBe(true)
    const ages = came.map((time) => time - 50)
    expect(Math.abs(mean(ages) - 100)).toBeLessThan((4 * 100) / Math.sqrt(4000))
    const shares = ages.map((age) => 1 - Math.exp(-age / 100))
    expect(chiSquare(spread(shares))).toBeLessThan(chiSquareLimit(19))
  })

  it.each<ArrivalSettings['kind']>(['flash', 'poisson', 'decaying'])(
    'of kind %s differ under another random seed, in order',
    (kind) => {
      const rate = { perSecond: 1 }
      const keys = { flash: { over: 9 }, poisson: rate, decaying: { ...rate, timeConstant: 99 } }
      const arrive = { kind, ...keys[kind as 'flash'] }
      const times = timesOf(arrive, 50)
      expect(times).not.toEqual(timesOf(arrive, 50, '2'))
      expect(times).toEqual([...times].sort((a, b) => a - b))
    },
  )
})
