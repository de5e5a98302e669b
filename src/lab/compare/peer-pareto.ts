import { commonClasses, type VariantRuns } from '../batch/variant-runs.js'

/** A peer is better or worse off if its two times are further apart than this share. */
export const PEER_TOLERANCE = 0.01

/** How the very same peers fare in two variants; on common random numbers they exist in both. */
export interface PeerPareto {
  /** Peers in both, over all replications. */
  readonly peers: number
  /** Those of them that are faster with the one by more than `PEER_TOLERANCE`, or complete. */
  readonly betterForOne: number
  readonly betterForOther: number
}

/**
 * Compares peer with peer: the i-th of a group in replication r with the i-th of the same group in
 * the same replication. One that does not complete is worse off than one that does.
 */
export function peerPareto(one: VariantRuns, other: VariantRuns): PeerPareto {
  const counts = { peers: 0, betterForOne: 0, betterForOther: 0 }
  for (const name of commonClasses(one, other)) {
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
