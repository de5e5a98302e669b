/** A flow, as the numbers of its uplink and downlink. */
export interface Flow {
  readonly up: number
  readonly down: number
}

/** Access links and the flows that share them; capacities in bytes/s. */
export interface Topology {
  readonly up: readonly number[]
  readonly down: readonly number[]
  readonly flows: readonly Flow[]
}

/** Returns the capacities of all links, uplinks first, and the two links of each flow. */
export function linksOf({ up, down, flows }: Topology): {
  capacities: number[]
  paths: number[][]
} {
  const paths = flows.map((flow) => [flow.up, up.length + flow.down])
  return { capacities: [...up, ...down], paths }
}

/**
 * Returns the max-min fair rates of the flows, by progressive filling (Bertsekas and Gallager, Data
 * Networks, section 6.5.2): all rates rise together, and a link that fills up stops its flows.
 */
export function maxMinRates(topology: Topology): number[] {
  const { capacities: left, paths } = linksOf(topology)
  const crossing: Set<number>[] = left.map(() => new Set())
  for (const [flow, path] of paths.entries()) for (const link of path) crossing[link].add(flow)
  const rates: number[] = paths.map(() => 0)
  for (let open = paths.length; open > 0; ) {
    const shares = left.map((bytes, link) => bytes / crossing[link].size)
    const full = shares.reduce((a, _, b) => {
      if (crossing[b].size === 0) return a
      return a < 0 || shares[b] < shares[a] ? b : a
    }, -1)
    for (const flow of [...crossing[full]]) {
      rates[flow] = shares[full]
      open--
      for (const link of paths[flow]) {
        left[link] = Math.max(0, left[link] - shares[full])
        crossing[link].delete(flow)
      }
    }
  }
  return rates
}
