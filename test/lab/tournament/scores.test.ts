import { describe, expect, it } from 'vitest'
import { type MatchSpeeds, meanSpeed, withComplements } from '../../../src/lab/tournament/match.js'
import { leaderboard } from '../../../src/lab/tournament/scores.js'
import type { SwarmSettings } from '../../../src/sim/settings.js'

const settings = {} as SwarmSettings

function swarm(sides: [entry: number, count: number][], ...speeds: number[][]): MatchSpeeds {
  const match = { sides: sides.map(([entry, count]) => ({ entry, count })), settings }
  return { match, speeds }
}

/** Two runs each. Entry 0 is fast alone; against entry 1 it wins one run and draws one. */
const RESULTS = [
  swarm([[0, 10]], [8], [10]),
  swarm([[1, 10]], [2], [2]),
  swarm(
    [
      [0, 1],
      [1, 9],
    ],
    [3, 4],
    [5, 4],
  ),
  swarm(
    [
      [0, 5],
      [1, 5],
    ],
    [4, 6],
    [4, 6],
  ),
  swarm(
    [
      [0, 9],
      [1, 1],
    ],
    [6, 7],
    [6, 6],
  ),
]

describe('the leaderboard', () => {
  const [first, second] = leaderboard(2, RESULTS)

  it('is sorted by mean speed over all swarms', () => {
    expect([first.entry, second.entry]).toEqual([0, 1])
    // Run by run: (8 + 3 + 4 + 6) / 4 and (10 + 5 + 4 + 6) / 4.
    expect(first.score.mean).toBeCloseTo((21 / 4 + 25 / 4) / 2)
    expect(second.score.mean).toBeCloseTo((19 / 4 + 18 / 4) / 2)
  })

  it('measures performance in the swarm where all peers play one entry', () => {
    expect(first.performance).toMatchObject({ replications: 2, mean: 9 })
    expect(second.performance).toMatchObject({ mean: 2, low95: 2, high95: 2 })
  })

  it('counts wins as the majority for robustness, as the minority for aggressiveness', () => {
    expect(first.aggressiveness.mean).toBe(0.5)
    expect(second.robustness.mean).toBe(0.5)
    // A draw is half a win for either.
    expect(first.robustness.mean).toBe(0.25)
    expect(second.aggressiveness.mean).toBe(0.75)
  })

  it('counts a swarm of all entries only for the score', () => {
    const all = swarm(
      [
        [0, 4],
        [1, 3],
        [2, 3],
      ],
      [9, 1, 1],
      [9, 1, 1],
    )
    const [one] = leaderboard(3, [...RESULTS, all])
    expect(one.entry).toBe(0)
    expect(one.score.mean).toBeCloseTo(((21 + 9) / 5 + (25 + 9) / 5) / 2)
    expect(one.performance).toEqual(first.performance)
    expect(one.robustness).toEqual(first.robustness)
    expect(one.aggressiveness).toEqual(first.aggressiveness)
  })

  it('keeps intervals of shares between 0 and 1', () => {
    expect([first.robustness.low95, first.robustness.high95]).toEqual([0, 1])
  })
})

describe('the speed of a group', () => {
  it('is the mean over its peers, with 0 for peers that never complete', () => {
    expect(meanSpeed([2, 4], 2, 8)).toBe(3)
    expect(meanSpeed([2, 4], 4, 8)).toBe(1.5)
    expect(meanSpeed([], 3, 8)).toBe(0)
  })
})

describe('swarm shares', () => {
  it('include the complement of each for the opponent', () => {
    expect(withComplements([0.1, 0.5])).toEqual([0.1, 0.5, 0.9])
    expect(withComplements([0.9, 0.1])).toEqual([0.1, 0.9])
  })
})
