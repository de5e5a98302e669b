import { type MeanInterval, meanInterval } from '../stats/mean-interval.js'
import { mean } from '../stats/statistics.js'
import type { Speeds } from './match.js'

/**
 * How an entry did, each over the replications. Performance, robustness and aggressiveness are
 * those of Rahman, Vinko, Hales, Pouwelse and Sips 2011, "Design Space Analysis for Modeling
 * Incentives in Distributed Systems" (its PRA quantification, as it is quoted: only the abstract
 * was at hand), over other encounters: here every entry meets every other at all shares of the
 * tournament, there one protocol meets the thousands of a design space.
 */
export interface Standing {
  readonly entry: number
  /** Axelrod's score: its mean speed over all swarms that it was in, bytes/s. */
  readonly score: MeanInterval
  /** Mean speed where everybody plays it, bytes/s. */
  readonly performance: MeanInterval
  /** As the majority: share of the swarms in which it was faster than the minority. */
  readonly robustness: MeanInterval
  /** As the minority: share of the swarms in which it was faster than the majority. */
  readonly aggressiveness: MeanInterval
}

/**
 * The leaderboard, the best score first. In a draw each side has half a win; swarms of two equal
 * halves, and those of all entries, count for neither robustness nor aggressiveness.
 */
export function leaderboard(count: number, results: readonly Speeds[]): Standing[] {
  const standings = Array.from({ length: count }, (_, entry): Standing => {
    const own = results.flatMap((result) => seenBy(entry, result))
    const pairs = own.filter(({ sides }) => sides === 2)
    const over = (views: readonly View[], figure: (run: RunView) => number) =>
      meanInterval(byRun(views).map((runs) => mean(runs.map(figure))))
    const wins = ({ speed, other }: RunView) => (speed > other ? 1 : speed === other ? 0.5 : 0)
    return {
      entry,
      score: over(own, ({ speed }) => speed),
      performance: over(
        own.filter(({ share }) => share === 1),
        ({ speed }) => speed,
      ),
      robustness: within01(
        over(
          pairs.filter(({ share }) => share > 0.5),
          wins,
        ),
      ),
      aggressiveness: within01(
        over(
          pairs.filter(({ share }) => share < 0.5),
          wins,
        ),
      ),
    }
  })
  return standings.sort((a, b) => b.score.mean - a.score.mean || a.entry - b.entry)
}

/** No share lies outside, whatever Student says of few runs. */
function within01({ low, high, ...rest }: MeanInterval): MeanInterval {
  return { ...rest, low: Math.max(0, low), high: Math.min(1, high) }
}

interface RunView {
  readonly speed: number
  /** That of the other, where there is one other. */
  readonly other: number
}

/** An encounter from one side. */
interface View {
  /** How many entries there are. */
  readonly sides: number
  readonly share: number
  readonly runs: readonly RunView[]
}

function seenBy(entry: number, { encounter: { sides }, speeds }: Speeds): View[] {
  const side = sides.findIndex((candidate) => candidate.entry === entry)
  if (side < 0) return []
  const all = sides.reduce((sum, { count }) => sum + count, 0)
  const runs = speeds.map((run) => ({ speed: run[side], other: run[1 - side] ?? Number.NaN }))
  return [{ sides: sides.length, share: sides[side].count / all, runs }]
}

/** The runs of all encounters, replication by replication; incomplete replications are left out. */
function byRun(views: readonly View[]): RunView[][] {
  const most = Math.min(...views.map(({ runs }) => runs.length))
  if (!Number.isFinite(most)) return []
  return Array.from({ length: most }, (_, run) => views.map(({ runs }) => runs[run])).filter(
    (runs) => runs.every(({ speed }) => Number.isFinite(speed)),
  )
}
