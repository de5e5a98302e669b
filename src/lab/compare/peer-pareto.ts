import { commonLeecherGroups, type VariantRuns } from '../batch/variant-runs.js'

/** Times that differ by less than this share count as equal. */
export const PEER_TOLERANCE = 0.01

/** How the same peers do in two variants; with shared seeds they exist in both. */
export interface PeerPareto {
  /** Number of peers in both, over all replications. */
  readonly peers: number
  /** Peers that are faster by more than `PEER_TOLERANCE`, or complete only there. */
  readonly betterForOne: number
  readonly betterForOther: number
}

/**
 * Compares peer i of a group in replication r with peer i of the same group and replication of the
 * other variant. A peer that does not complete is worse off than one that does.
 */
export function peerPareto(one: VariantRuns, other: VariantRuns): PeerPareto {
  const counts = { peers: 0, betterForOne: 0, betterForOther: 0 }
  for (const name of commonLeecherGroups(one, other)) {
    for (const [r, run] of one.runs.entries()) {
      const mine = run.groups.find((group) => group.name === name)?.downloadSeconds ?? []
      const { groups } = other.runs[r] ?? { groups: [] }
      const theirs = groups.find((group) => group.name === name)?.downloadSeconds ?? []
      for (let i = 0; i < Math.min(mine.length, theirs.length); i++) {
        counts.peers++
        if (isBetter(mine[i], theirs[i])) counts.betterForOne++
        else if (isBetter(theirs[i], mine[i])) counts.betterForOther++
      }
    }
  }
  return counts
}

function isBetter(a: number | null, b: number | null): boolean {
  return (a ?? Number.POSITIVE_INFINITY) * (1 + PEER_TOLERANCE) < (b ?? Number.POSITIVE_INFINITY)
}
