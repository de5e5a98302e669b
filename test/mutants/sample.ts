import seedrandom from 'seedrandom'

/** Chooses `count` items at random, each set of them with the same probability, in their order. */
export function sample<T>(items: readonly T[], count: number, seed: string): T[] {
  const random = seedrandom.alea(`${seed}/mutants`)
  const keyed = items.map((item, at) => ({ item, at, key: random() }))
  keyed.sort((a, b) => a.key - b.key)
  return keyed
    .slice(0, count)
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** Returns Wilson's 95 % interval of a share of `hits` in `all`. */
export function wilson(hits: number, all: number): { low: number; high: number } {
  if (all === 0) return { low: 0, high: 1 }
  const z = 1.96
  const share = hits / all
  const middle = (share + z ** 2 / (2 * all)) / (1 + z ** 2 / all)
  const spread = Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2))
  const half = (z * spread) / (1 + z ** 2 / all)
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
