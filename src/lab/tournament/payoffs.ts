import { mean } from '../stats/statistics.js'
import type { Speeds } from './match.js'

/** One entry's payoff beside another at some shares of the swarm, its own growing. */
interface PayoffLine {
  readonly shares: readonly number[]
  readonly payoffs: readonly number[]
}

/** What entries get, by who they are with: measured at a few shares, interpolated between. */
export class Payoffs {
  /** `#lines[i][j]` is what i gets beside j over its own share; the last point is i alone. */
  readonly #lines: readonly (readonly PayoffLine[])[]

  /** `measured[i][j]`: pairs of i's share and its payoff beside j; `alone[i]`: its own alone. */
  constructor(
    readonly alone: readonly number[],
    measured: readonly (readonly (readonly (readonly [share: number, payoff: number])[])[])[],
  ) {
    this.#lines = alone.map((whole, i) =>
      alone.map((_, j) => {
        const points = [...measured[i][j]].sort(([a], [b]) => a - b)
        points.push([1, whole])
        return { shares: points.map(([share]) => share), payoffs: points.map(([, p]) => p) }
      }),
    )
  }

  /** How many entries there are. */
  get count(): number {
    return this.alone.length
  }

  /**
   * What i gets where it is `share` of a swarm whose others are all j: linear between the measured
   * shares, and on beyond the smallest; never below 0.
   */
  beside(i: number, j: number, share: number): number {
    const { shares, payoffs } = this.#lines[i][j]
    if (shares.length === 1) return payoffs[0]
    const above = shares.findIndex((measured) => measured >= share)
    const k = Math.max(1, above)
    const along = (share - shares[k - 1]) / (shares[k] - shares[k - 1])
    return Math.max(0, payoffs[k - 1] + along * (payoffs[k] - payoffs[k - 1]))
  }

  /**
   * What each entry gets in a population. Of those with whom i shares the swarm, each counts by its
   * part of the rest, as if all the rest were like it: exact for two entries, and for any number
   * if payoffs are those of a matrix game.
   */
  within(population: readonly number[]): number[] {
    return population.map((own, i) => {
      const rest = 1 - own
      if (rest <= 1e-12) return this.alone[i]
      return population.reduce(
        (sum, part, j) => (j === i ? sum : sum + (part / rest) * this.beside(i, j, own)),
        0,
      )
    })
  }
}

/** The payoffs of a tournament: mean speeds of pairs and of entries alone over its replications. */
export function payoffsOf(count: number, results: readonly Speeds[]): Payoffs {
  const alone = new Array<number>(count).fill(Number.NaN)
  const measured = Array.from({ length: count }, () =>
    Array.from({ length: count }, (): [number, number][] => []),
  )
  for (const { encounter, speeds } of results) {
    if (encounter.sides.length > 2) continue
    const means = encounter.sides.map((_, side) => mean(speeds.map((run) => run[side])))
    const [a, b] = encounter.sides
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
