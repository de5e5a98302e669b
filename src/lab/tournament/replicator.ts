import type { Payoffs } from './payoffs.js'

/** A population over generations: the shares of all entries, the start first. */
export interface Evolution {
  readonly generations: readonly (readonly number[])[]
  /** Whether it came to rest. */
  readonly settled: boolean
}

/** Where no share changes by more in a generation, nothing more will happen. */
const REST = 1e-7

/**
 * Replicator dynamics in generations (Taylor and Jonker 1978; Maynard Smith 1982): an entry's part
 * of the next is its part of this times its payoff over the mean. Payoffs must not be negative.
 */
export function evolve(payoffs: Payoffs, start: readonly number[], most: number): Evolution {
  const generations = [normalised(start)]
  while (generations.length <= most) {
    const now = generations[generations.length - 1]
    const gets = payoffs.within(now)
    const grown = now.map((share, i) => share * gets[i])
    // Where nobody gets anything, nobody gains on anybody.
    if (!grown.some((part) => part > 0)) return { generations, settled: true }
    const next = normalised(grown)
    generations.push(next)
    const change = Math.max(...next.map((share, i) => Math.abs(share - now[i])))
    if (change < REST) return { generations, settled: true }
  }
  return { generations, settled: false }
}

/**
 * Whether a population of i alone resists each j that tries: whether j, at the smallest share that
 * was measured, gets less than i there.
 */
export function resists(payoffs: Payoffs, i: number, smallest: number): boolean[] {
  return payoffs.alone.map(
    (_, j) => j === i || payoffs.beside(j, i, smallest) < payoffs.beside(i, j, 1 - smallest),
  )
}

function normalised(parts: readonly number[]): number[] {
  const whole = parts.reduce((sum, part) => sum + part, 0)
  return parts.map((part) => part / whole)
}
