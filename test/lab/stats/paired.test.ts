import { describe, expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import { runOne } from '../../../src/lab/batch/run-spec.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import {
  deviation,
  interval,
  isSignificant,
  pairedDifference,
  pairedRatio,
  replicationsToDetect,
} from '../../../src/lab/stats/paired.js'
import { tQuantile, tShare } from '../../../src/lab/stats/student-t.js'
import { sampleDocument } from '../scenario/scenario-sample.js'

/** Draws of a standard normal distribution (Box and Muller 1958). */
function normal(random: Random) {
  return Math.sqrt(random.exponential(2)) * Math.cos(2 * Math.PI * random.next())
}

const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw)

/** The share of trials that return true. */
function rate(trials: number, trial: (random: Random) => boolean, name: string) {
  const random = new Random('coverage', name)
  return draws(trials, () => Number(trial(random))).reduce((a, b) => a + b) / trials
}

describe('Student’s t quantile', () => {
  it.each([
    // Abramowitz and Stegun, table 26.10; R: qt(share, degrees).
    [0.975, 1, 12.706_204_736],
    [0.975, 2, 4.302_652_73],
    [0.975, 4, 2.776_445_105],
    [0.975, 9, 2.262_157_163],
    [0.975, 30, 2.042_272_456],
    [0.975, 1000, 1.962_339_081],
    [0.95, 9, 1.833_112_933],
    [0.8, 9, 0.883_403_86],
    [0.995, 5, 4.032_142_984],
    [0.9995, 3, 12.923_978_637],
  ])('%d with %d degrees of freedom matches published tables', (share, degrees, expected) => {
    expect(tQuantile(share, degrees)).toBeCloseTo(expected, 6)
    expect(tQuantile(1 - share, degrees)).toBeCloseTo(-expected, 6)
  })

  it('matches the Cauchy distribution at one degree of freedom, and has median 0', () => {
    for (const t of [-20, -1, 0, 0.3, 7]) {
      expect(tShare(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12)
    }
    expect(tQuantile(0.5, 7)).toBeCloseTo(0, 10)
  })
})

describe('a confidence interval', () => {
  it('covers the true mean of normal values in 95 % of trials', () => {
    const held = rate(
      4000,
      (random) => {
        const { low95: low, high95: high } = interval(draws(10, () => 3 + 2 * normal(random)))!
        return low <= 3 && high >= 3
      },
      'normal',
    )
    // Four standard errors of a share of 4000.
    expect(Math.abs(held - 0.95)).toBeLessThan(0.0138)
  })

  it('covers a difference of skewed values almost as often, because skews cancel', () => {
    const held = rate(
      4000,
      (random) => {
        const { low95: low, high95: high } = pairedDifference(
          draws(10, () => random.exponential(1)),
          draws(10, () => 1 + random.exponential(1)),
        )!
        return low <= 1 && high >= 1
      },
      'exponential',
    )
    expect(held).toBeGreaterThan(0.936)
  })

  it('is infinite for one value and a point for equal values', () => {
    expect(interval([])).toBeUndefined()
    expect(interval([4])).toEqual({ mean: 4, low95: -Infinity, high95: Infinity })
    expect(interval([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, low95: 0.1, high95: 0.1 })
  })
})

describe('a paired difference', () => {
  it('of 1, 1, 2 and 0 is 1 ± t(0.975, 3) sqrt(2 / 3) / 2', () => {
    const found = pairedDifference([4, 6, 7, 8], [5, 7, 9, 8])!
    expect(found.mean).toBe(1)
    expect(found.low95).toBeCloseTo(-0.299_228, 5)
    expect(found.high95).toBeCloseTo(2.299_228, 5)
    expect(found.effectSize).toBeCloseTo(1 / Math.sqrt(2 / 3), 12)
    expect(isSignificant(found)).toBe(false)
  })

  it('leaves out pairs that lack a value', () => {
    expect(pairedDifference([1, null, 3, 5], [2, 9, null, 8])).toMatchObject({ pairs: 2, mean: 2 })
    expect(pairedDifference([1, null], [2, 3])).toBeUndefined()
  })

  it('of equal values is 0, without an effect size', () => {
    const same = pairedDifference([1, 2, 4], [1, 2, 4])!
    expect(same).toMatchObject({ mean: 0, low95: 0, high95: 0, effectSize: null, narrowing: null })
    expect(isSignificant(same)).toBe(false)
  })

  it('narrows the interval by the ratio of total to unshared deviation', () => {
    const random = new Random('narrowing', 'normal')
    const shared = draws(500, () => 3 * normal(random))
    const own = () => shared.map((value) => value + normal(random))
    // The deviation is sqrt(10 + 10) if nothing is shared, and sqrt(1 + 1) in pairs.
    expect(pairedDifference(own(), own())!.narrowing).toBeCloseTo(Math.sqrt(10), 0)
  })
})

describe('the replications needed to detect a difference', () => {
  it('detect it in 80 % of trials', () => {
    const count = replicationsToDetect(0.5, 1)
    expect(count).toBe(34)
    const shown = rate(
      2000,
      (random) => {
        return isSignificant(interval(draws(count, () => 0.5 + normal(random)))!)
      },
      'power',
    )
    expect(Math.abs(shown - 0.8)).toBeLessThan(0.036)
  })

  it('are 2 without variance and infinite without a difference', () => {
    expect(replicationsToDetect(1, 0)).toBe(2)
    expect(replicationsToDetect(0, 1)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('two swarms with the same policy', () => {
  const settings = expandScenario(
    sampleDocument({ torrent: { size: '256 KiB', pieceLength: '32 KiB' } }),
  ).settings
  const secondsUnder = (seed: string, picker = 'rarest-first') => {
    const groups = settings.groups.map((group) => ({ ...group, picker }))
    const cell = { id: seed, name: 'sample', settings: { ...settings, groups, seed } }
    return runOne(cell, () => 0).summary.meanSeconds
  }

  it('differ significantly in few trials, as at a true rate of 5 %', () => {
    const pool = draws(200, () => 0).map((_, i) => secondsUnder(`pool/${i}`) as number)
    const random = new Random('coverage', 'same policy')
    const fiveOf = () => draws(5, () => pool[random.below(pool.length)])
    let wrong = 0
    for (let trial = 0; trial < 200; trial++) {
      if (isSignificant(pairedDifference(fiveOf(), fiveOf())!)) wrong++
    }
    // More than 20 of 200 would come by chance once in 600 times, if the rate is 5 %.
    expect(wrong).toBeLessThanOrEqual(20)
  })

  it('are identical with the same random seed', () => {
    const seconds = ['a', 'b', 'c'].map((seed) => secondsUnder(seed))
    expect(deviation(seconds as number[])).toBeGreaterThan(0)
    const again = ['a', 'b', 'c'].map((seed) => secondsUnder(seed))
    expect(pairedDifference(seconds, again)).toMatchObject({ mean: 0, low95: 0, high95: 0 })
  })
})

describe('a paired ratio', () => {
  it('is Student’s t over the logarithms', () => {
    const found = pairedRatio([10, 11, 8], [12, 15, 9])!
    expect(found.firstMean).toBeCloseTo(29 / 3, 10)
    const logs = [12 / 10, 15 / 11, 9 / 8].map(Math.log)
    const middle = logs.reduce((a, b) => a + b) / 3
    const spread = Math.sqrt(logs.reduce((a, b) => a + (b - middle) ** 2, 0) / 2)
    const half = (4.302_652_73 * spread) / Math.sqrt(3)
    expect(found.mean).toBeCloseTo((29 / 3) * Math.expm1(middle), 10)
    expect(found.low95).toBeCloseTo((29 / 3) * Math.expm1(middle - half), 6)
    expect(found.high95).toBeCloseTo((29 / 3) * Math.expm1(middle + half), 6)
  })

  it('never says that something takes less than no time', () => {
    const found = pairedRatio([100, 1, 90], [1, 100, 5])!
    expect(found.low95).toBeGreaterThan(-found.firstMean)
    expect(pairedDifference([100, 1, 90], [1, 100, 5])!.low95).toBeLessThan(-found.firstMean)
  })

  it('leaves out pairs without a positive value, and needs two', () => {
    expect(pairedRatio([10, 0, null, 20], [20, 3, 4, 40])!.pairs).toBe(2)
    expect(pairedRatio([10, 0], [20, 3])).toBeUndefined()
  })

  it('contains the true ratio of skewed times in 95 of 100 experiments', () => {
    const covered = rate(
      2000,
      (random) => {
        const [first, other] = [100, 130].map((scale) =>
          draws(8, () => scale * Math.exp(0.4 * normal(random))),
        )
        const found = pairedRatio(first, other)!
        const truth = found.firstMean * 0.3
        return found.low95 <= truth && truth <= found.high95
      },
      'ratio',
    )
    expect(covered).toBeGreaterThan(0.935)
    expect(covered).toBeLessThan(0.965)
  })
})
