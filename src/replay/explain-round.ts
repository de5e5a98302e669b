import { Experiment } from '../lab/run/experiment.js'
import type { Peer } from '../peer/peer.js'
import type { ChokeReason } from '../peer/policy.js'
import type { SwarmSettings } from '../sim/settings.js'

/** What a choker decided about one neighbour in a round. */
export interface ExplainedLink {
  /** The neighbour's number. */
  readonly other: number
  /** The host's row for the link. */
  readonly row: number
  readonly isUnchoked: boolean
  readonly wasUnchoked: boolean
  /** Whether the neighbour wanted a piece. */
  readonly isInterested: boolean
  readonly isSnubbed: boolean
  readonly reason: ChokeReason
  /** 0 is first, -1 is none. */
  readonly rank: number
  /** The rate by which it was ranked, bytes/s. */
  readonly bytesPerSecond: number
}

/** One round of a choker: all its decisions, ranked ones first, then by rate. */
export interface ExplainedRound {
  readonly seconds: number
  /** Whether it was a round of every ten seconds, or one in between. */
  readonly isTimed: boolean
  readonly links: readonly ExplainedLink[]
}

/** Events of the simulation between two looks at its clock. */
const EVENTS_PER_LOOK = 500

/**
 * Runs a scenario again up to an instant, and returns the last round of a host's choker until then.
 * Null if there was none, or if the choker gave no reasons.
 */
export function explainRound(
  settings: SwarmSettings,
  host: number,
  seconds: number,
): ExplainedRound | null {
  const experiment = new Experiment(settings)
  const { population } = experiment.swarm
  let last: ExplainedRound | null = null
  const make = population.peer.bind(population)
  population.peer = (now, of, ...rest) => {
    const peer = make(now, of, ...rest)
    if (of === host) {
      watch(experiment, peer, (round) => {
        if (round.seconds <= seconds) last = round
      })
    }
    return peer
  }
  while (experiment.now <= seconds && experiment.step(EVENTS_PER_LOOK));
  return last
}

/** Reports each round of a peer's choker that gives reasons. */
function watch(experiment: Experiment, peer: Peer, report: (round: ExplainedRound) => void): void {
  const { swarm } = experiment
  const { serving, links } = peer
  let decided: ExplainedLink[] = []
  peer.recorder = {
    decided: (row, isUnchoked, reason, rank, bytesPerSecond) => {
      decided.push({
        other: swarm.neighbourAt(row),
        row,
        isUnchoked,
        wasUnchoked: links.unchoked[row] === 1,
        isInterested: links.interested[row] === 1,
        isSnubbed: links.snubbed[row] === 1,
        reason,
        rank,
        bytesPerSecond,
      })
    },
  }
  const rechoke = serving.rechoke.bind(serving)
  serving.rechoke = (now, isTimed) => {
    decided = []
    rechoke(now, isTimed)
    const round = decided.sort(before)
    // The trace's clock, not the peer's own, which stands still while its host is offline.
    if (round.length > 0) report({ seconds: swarm.simulation.now, isTimed, links: round })
  }
}

/** Those unchoked first, by rank; then by rate. */
function before(a: ExplainedLink, b: ExplainedLink): number {
  const place = ({ rank }: ExplainedLink) => (rank < 0 ? Number.POSITIVE_INFINITY : rank)
  if (a.isUnchoked !== b.isUnchoked) return a.isUnchoked ? -1 : 1
  if (place(a) !== place(b)) return place(a) < place(b) ? -1 : 1
  return b.bytesPerSecond - a.bytesPerSecond || a.row - b.row
}
