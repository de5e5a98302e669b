import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { Payoffs } from '../../../src/lab/tournament/payoffs.js'
import { evolve, resists } from '../../../src/lab/tournament/replicator.js'

type Matrix = readonly (readonly number[])[]

/** The payoffs that a tournament would measure if peers met at random in this game. */
function payoffsOfGame(game: Matrix, shares = [0.1, 0.5, 0.9]): Payoffs {
  const alone = game.map((row, i) => row[i])
  const measured = game.map((row, i) =>
    row.map((other, j) =>
      i === j ? [] : shares.map((share) => [share, share * row[i] + (1 - share) * other] as const),
    ),
  )
  return new Payoffs(alone, measured)
}

const last = <T>(values: readonly T[]) => values[values.length - 1]

describe('payoffs', () => {
  const game = fc.array(
    fc.array(fc.double({ min: 1, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 }),
    {
      minLength: 4,
      maxLength: 4,
    },
  )
  const weights = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
    minLength: 4,
    maxLength: 4,
  })
  test.prop([game, weights])('of a matrix game equal the matrix', (matrix, parts) => {
    const whole = parts.reduce((sum, part) => sum + part, 0)
    const population = parts.map((part) => part / whole)
    const gets = payoffsOfGame(matrix).inPopulation(population)
    for (const [i, row] of matrix.entries()) {
      const expected = row.reduce((sum, payoff, j) => sum + payoff * population[j], 0)
      expect(gets[i]).toBeCloseTo(expected, 9)
    }
  })

  it('are interpolated between measured shares and never negative', () => {
    const beside = [
      [0.5, 4],
      [0.1, 1],
    ] as const
    const payoffs = new Payoffs(
      [6, 6],
      [
        [[], beside],
        [beside, []],
      ],
    )
    expect(payoffs.against(0, 1, 0.1)).toBeCloseTo(1)
    expect(payoffs.against(0, 1, 0.3)).toBeCloseTo(2.5)
    expect(payoffs.against(0, 1, 0.75)).toBeCloseTo(5)
    expect(payoffs.against(0, 1, 1)).toBeCloseTo(6)
    expect(payoffs.against(0, 1, 0.05)).toBeCloseTo(0.625)
    const steep = [
      [0.1, 1],
      [0.2, 9],
    ] as const
    expect(
      new Payoffs(
        [9, 9],
        [
          [[], steep],
          [steep, []],
        ],
      ).against(0, 1, 0),
    ).toBe(0)
  })
})

describe('a population', () => {
  it("in the prisoner's dilemma ends in stable defection", () => {
    const payoffs = payoffsOfGame([
      [3, 0],
      [5, 1],
    ])
    const { generations, settled } = evolve(payoffs, [0.99, 0.01], 1000)
    expect(settled).toBe(true)
    expect(last(generations)[1]).toBeCloseTo(1, 5)
    expect(resists(payoffs, 1, 0.1)).toEqual([true, true])
    expect(resists(payoffs, 0, 0.1)).toEqual([true, false])
  })

  test.prop([fc.double({ min: 0.02, max: 0.98, noNaN: true })])(
    'of hawks and doves ends with a share of hawks of value / cost from any mixed start',
    (hawks) => {
      // Value 2, cost 4; 3 is added to each payoff, as none may be negative.
      const payoffs = payoffsOfGame([
        [2, 5],
        [3, 4],
      ])
      const { generations } = evolve(payoffs, [hawks, 1 - hawks], 5000)
      expect(last(generations)[0]).toBeCloseTo(0.5, 4)
      expect([resists(payoffs, 0, 0.1)[1], resists(payoffs, 1, 0.1)[0]]).toEqual([false, false])
    },
  )

  it('in a stag hunt ends at the equilibrium nearest its start', () => {
    const payoffs = payoffsOfGame([
      [4, 1],
      [3, 3],
    ])
    expect(last(evolve(payoffs, [0.7, 0.3], 1000).generations)[0]).toBeCloseTo(1, 4)
    expect(last(evolve(payoffs, [0.6, 0.4], 1000).generations)[0]).toBeCloseTo(0, 4)
  })

  it('never gains an absent entry, and settles where payoffs are equal', () => {
    const payoffs = payoffsOfGame([
      [1, 1, 1],
      [9, 9, 9],
      [1, 1, 1],
    ])
    const { generations, settled } = evolve(payoffs, [0.25, 0, 0.75], 100)
    expect(settled).toBe(true)
    expect(last(generations)).toEqual([0.25, 0, 0.75])
  })
})
