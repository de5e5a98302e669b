import type { Payoffs } from './payoffs.js'

/** A population over generations: the shares of all entries, the start first. */
export interface Evolution {
  readonly generations: readonly (readonly number[])[]
  /** Whether the shares stopped changing. */
  readonly settled: boolean
}

/** The population has settled if no share changes by more than this in a generation. */
const LEAST_CHANGE = 1e-7

/**
 * Computes replicator dynamics (Taylor and Jonker 1978; Maynard Smith 1982): the share of an entry
 * in the next generation is its share now times its payoff over the mean. Payoffs must not be
 * negative.
 */
export function evolve(payoffs: Payoffs, start: readonly number[], most: number): Evolution {
  const generations = [normalised(start)]
  while (generations.length <= most) {
    const now = generations[generations.length - 1]
    const gains = payoffs.inPopulation(now)
    const grown = now.map((share, i) => share * gains[i])
    // If all payoffs are 0, the shares stay as they are.
    if (!grown.some((part) => part > 0)) return { generations, settled: true }
    const next = normalised(grown)
    generations.push(next)
    const change = Math.max(...next.map((share, i) => Math.abs(share - now[i])))
    if (change < LEAST_CHANGE) return { generations, settled: true }
  }
  return { generations, settled: false }
}

/**
 * Returns for each entry j whether a population of i resists it: whether j, at the smallest
 * measured share, has a lower payoff than i.
 */
export function resists(payoffs: Payoffs, i: number, smallest: number): boolean[] {
  return payoffs.alone.map(
    (_, j) => j === i || payoffs.against(j, i, smallest) < payoffs.against(i, j, 1 - smallest),
  )
}

function normalised(parts: readonly number[]): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part) => part / whole)
}
