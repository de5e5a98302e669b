import { type MeanInterval, meanInterval } from '../stats/mean-interval.js'
import { mean } from '../stats/statistics.js'
import type { MatchSpeeds } from './match.js'

/**
 * The scores of an entry, each a mean over the replications. Performance, robustness and
 * aggressiveness follow the PRA quantification of Rahman, Vinko, Hales, Pouwelse and Sips 2011,
 * "Design Space Analysis for Modeling Incentives in Distributed Systems" (as quoted elsewhere; only
 * its abstract was available). The matches differ: here every entry meets every other at all shares
 * of the tournament; there one protocol meets the thousands of a design space.
 */
export interface EntryScores {
  readonly entry: number
  /** Axelrod's score: its mean speed over all its matches, bytes/s. */
  readonly score: MeanInterval
  /** Mean speed if all peers play it, bytes/s. */
  readonly performance: MeanInterval
  /** Share of the matches as the majority in which it was faster than the minority. */
  readonly robustness: MeanInterval
  /** Share of the matches as the minority in which it was faster than the majority. */
  readonly aggressiveness: MeanInterval
}

/**
 * Returns the scores of all entries, the best first. In a draw each side has half a win. Matches of
 * two equal halves or of all entries count for neither robustness nor aggressiveness.
 */
export function leaderboard(count: number, results: readonly MatchSpeeds[]): EntryScores[] {
  const scores = Array.from({ length: count }, (_, entry): EntryScores => {
    const own = results.flatMap((result) => viewsOf(entry, result))
    const pairs = own.filter(({ sides }) => sides === 2)
    const over = (views: readonly MatchView[], scoreOf: (run: RunView) => number) =>
      meanInterval(byReplication(views).map((runs) => mean(runs.map(scoreOf))))
    const wins = ({ speed, other }: RunView) => (speed > other ? 1 : speed === other ? 0.5 : 0)
    return {
      entry,
      score: over(own, ({ speed }) => speed),
      performance: over(
        own.filter(({ share }) => share === 1),
        ({ speed }) => speed,
      ),
      robustness: clamped(
        over(
          pairs.filter(({ share }) => share > 0.5),
          wins,
        ),
      ),
      aggressiveness: clamped(
        over(
          pairs.filter(({ share }) => share < 0.5),
          wins,
        ),
      ),
    }
  })
  return scores.sort((a, b) => b.score.mean - a.score.mean || a.entry - b.entry)
}

/** Limits the interval of a share to 0 to 1, which Student's t may exceed. */
function clamped({ low95: low, high95: high, ...rest }: MeanInterval): MeanInterval {
  return { ...rest, low95: Math.max(0, low), high95: Math.min(1, high) }
}

interface RunView {
  readonly speed: number
  /** The speed of the other side, if there is only one. */
  readonly other: number
}

/** A match as one side sees it. */
interface MatchView {
  /** Number of entries in the match. */
  readonly sides: number
  readonly share: number
  readonly runs: readonly RunView[]
}

function viewsOf(entry: number, { match: { sides }, speeds }: MatchSpeeds): MatchView[] {
  const side = sides.findIndex((candidate) => candidate.entry === entry)
  if (side < 0) return []
  const all = sides.reduce((sum, { count }) => sum + count, 0)
  const runs = speeds.map((run) => ({ speed: run[side], other: run[1 - side] ?? Number.NaN }))
  return [{ sides: sides.length, share: sides[side].count / all, runs }]
}

/** Groups the runs of all matches by replication, leaving out incomplete replications. */
function byReplication(views: readonly MatchView[]): RunView[][] {
  const most = Math.min(...views.map(({ runs }) => runs.length))
  if (!Number.isFinite(most)) return []
  return Array.from({ length: most }, (_, run) => views.map(({ runs }) => runs[run])).filter(
    (runs) => runs.every(({ speed }) => Number.isFinite(speed)),
  )
}
