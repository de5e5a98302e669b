import { mean } from '../stats/statistics.js'
import type { MatchSpeeds } from './match.js'

/** The payoff of one entry against another, by its own share of the swarm, ascending. */
interface PayoffCurve {
  readonly shares: readonly number[]
  readonly payoffs: readonly number[]
}

/** The payoffs of entries against each other: measured at a few shares, interpolated between. */
export class Payoffs {
  /** `#curves[i][j]` is the payoff of i against j by its share; the last point is i alone. */
  readonly #curves: readonly (readonly PayoffCurve[])[]

  /**
   * `measured[i][j]`: pairs of i's share and its payoff against j; `alone[i]`: i's payoff alone.
   */
  constructor(
    readonly alone: readonly number[],
    measured: readonly (readonly (readonly (readonly [share: number, payoff: number])[])[])[],
  ) {
    this.#curves = alone.map((whole, i) =>
      alone.map((_, j) => {
        const points = [...measured[i][j]].sort(([a], [b]) => a - b)
        points.push([1, whole])
        return { shares: points.map(([share]) => share), payoffs: points.map(([, p]) => p) }
      }),
    )
  }

  /** Number of entries. */
  get count(): number {
    return this.alone.length
  }

  /**
   * Returns the payoff of i with this share of a swarm whose other peers all play j. It is linear
   * between the measured shares, extrapolated below the smallest, and never below 0.
   */
  against(i: number, j: number, share: number): number {
    const { shares, payoffs } = this.#curves[i][j]
    if (shares.length === 1) return payoffs[0]
    const above = shares.findIndex((measured) => measured >= share)
    const k = Math.max(1, above)
    const along = (share - shares[k - 1]) / (shares[k] - shares[k - 1])
    return Math.max(0, payoffs[k - 1] + along * (payoffs[k] - payoffs[k - 1]))
  }

  /**
   * Returns the payoff of each entry in a population: the mean of its payoffs against each other
   * entry, weighted by the share of that entry among the others. It is exact for two entries, and
   * for any number in a matrix game.
   */
  inPopulation(population: readonly number[]): number[] {
    return population.map((own, i) => {
      const rest = 1 - own
      if (rest <= 1e-12) return this.alone[i]
      return population.reduce(
        (sum, part, j) => (j === i ? sum : sum + (part / rest) * this.against(i, j, own)),
        0,
      )
    })
  }
}

/** Returns the payoffs of a tournament: mean speeds of pairs and of entries alone. */
export function payoffsOf(count: number, results: readonly MatchSpeeds[]): Payoffs {
  const alone = new Array<number>(count).fill(Number.NaN)
  const measured = Array.from({ length: count }, () =>
    Array.from({ length: count }, (): [number, number][] => []),
  )
  for (const { match, speeds } of results) {
    if (match.sides.length > 2) continue
    const means = match.sides.map((_, side) => mean(speeds.map((run) => run[side])))
    const [a, b] = match.sides
    if (b === undefined) {
      alone[a.entry] = means[0]
      continue
    }
    const all = a.count + b.count
    measured[a.entry][b.entry].push([a.count / all, means[0]])
    measured[b.entry][a.entry].push([b.count / all, means[1]])
  }
  return new Payoffs(alone, measured)
}
