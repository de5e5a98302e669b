import { formatShare } from '../../lab/scenario/units.js'
import type { MeanInterval } from '../../lab/stats/mean-interval.js'
import { mean, sum } from '../../lab/stats/statistics.js'
import type { TextTable } from '../../lab/summary/text-table.js'
import type { TournamentOutcome } from '../../machine/output/tournament-folder.js'
import { drawTable } from '../terminal/text-table.js'
import { intervalText } from './sweep-text.js'

/** Writes the leaderboard, which entries resist the others, and how the population evolves. */
export function outcomeText(outcome: TournamentOutcome, terminalColumns?: number): string {
  const { tournament, resists } = outcome
  const names = tournament.entries.map(({ name }) => name)
  const smallest = formatShare(tournament.shares[0])
  const stable = names.filter((_, i) => resists[i].every(Boolean))
  const who = stable.length === 0 ? 'none' : stable.join(', ')
  return [
    drawTable(leaderboardTable(outcome), false, terminalColumns),
    'Score: mean download speed over all matches. Alone: mean speed if all peers play the entry.',
    'Robust, aggressive: share of matches won as the majority and as the minority',
    '(Rahman et al. 2011).',
    ...mixSentences(outcome),
    `Resists every other entry at a share of ${smallest}: ${who}.`,
    evolutionText(outcome, names),
    '',
  ].join('\n')
}

/** Writes how all entries do in one swarm, and what their pairs predict. */
function mixSentences({ tournament, results, payoffs }: TournamentOutcome): string[] {
  const { entries } = tournament
  const mix = results.find(({ match }) => match.sides.length > 2)
  if (mix === undefined) return []
  const { sides } = mix.match
  const all = sum(sides.map(({ count }) => count))
  const predicted = payoffs.inPopulation(sides.map(({ count }) => count / all))
  const speeds = sides.map(({ entry }, side) => {
    const measured = mean(mix.speeds.map((replication) => replication[side]))
    const [now, expected] = [measured, predicted[side]].map((speed) => (speed / 1024).toFixed(1))
    return `${entries[entry].name} ${now} (${expected})`
  })
  return [`All in one swarm, KiB/s (predicted from the pairs): ${speeds.join(', ')}.`]
}

function leaderboardTable({ tournament, scores }: TournamentOutcome): TextTable {
  return {
    title: 'Leaderboard: means with 95 % intervals',
    head: ['Entry', 'Score (KiB/s)', 'Alone (KiB/s)', 'Robust (share)', 'Aggressive (share)'],
    rows: scores.map(({ entry, score, performance, robustness, aggressiveness }) => [
      tournament.entries[entry].name,
      intervalText(inKibibytes(score)),
      intervalText(inKibibytes(performance)),
      intervalText(robustness),
      intervalText(aggressiveness),
    ]),
    textColumns: 1,
  }
}

function inKibibytes({ replications, mean, low95, high95 }: MeanInterval): MeanInterval {
  return { replications, mean: mean / 1024, low95: low95 / 1024, high95: high95 / 1024 }
}

function evolutionText({ evolution }: TournamentOutcome, names: readonly string[]): string {
  const { generations, settled } = evolution
  const shares = (population: readonly number[]) =>
    population.map((share, i) => `${names[i]} ${(100 * share).toFixed(1)}%`).join(', ')
  const state = settled ? '' : ' (still changing)'
  const past = generations.length - 1
  return [
    `Population at the start: ${shares(generations[0])}`,
    `After ${past} ${past === 1 ? 'generation' : 'generations'}${state}: ` +
      shares(generations[past]),
  ].join('\n')
}
