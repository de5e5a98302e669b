import Table from 'cli-table3'
import { formatShare } from '../../lab/scenario/units.js'
import type { MeanInterval } from '../../lab/stats/mean-interval.js'
import { mean, sum } from '../../lab/stats/statistics.js'
import { SPARE_LINES } from '../../lab/summary/summary-table.js'
import type { TournamentOutcome } from '../../machine/output/tournament-folder.js'
import { intervalText } from './sweep-screen.js'

/** The leaderboard, who resists whom, and who takes over. */
export function outcomeText(outcome: TournamentOutcome): string {
  const { tournament, resists } = outcome
  const names = tournament.entries.map(({ name }) => name)
  const smallest = formatShare(tournament.shares[0])
  const stable = names.filter((_, i) => resists[i].every(Boolean))
  const who = stable.length === 0 ? 'no entry' : stable.join(', ')
  return [
    board(outcome),
    'KiB/s and 95 % intervals over the runs. Score: mean speed in all swarms it was in;',
    'performance: where all play it; robustness: part of the swarms in which it was faster as',
    'the majority; aggressiveness: the same as the minority (Rahman et al. 2011).',
    ...mixText(outcome),
    `Resists every other at ${smallest}: ${who}.`,
    evolutionText(outcome, names),
    '',
  ].join('\n')
}

/** How all fare in one swarm, beside what the pairs let one expect. */
function mixText({ tournament, results, payoffs }: TournamentOutcome): string[] {
  const { entries } = tournament
  const mix = results.find(({ encounter }) => encounter.sides.length > 2)
  if (mix === undefined) return []
  const { sides } = mix.encounter
  const all = sum(sides.map(({ count }) => count))
  const expected = payoffs.within(sides.map(({ count }) => count / all))
  const speeds = sides.map(({ entry }, side) => {
    const measured = mean(mix.speeds.map((run) => run[side]))
    const [is, was] = [measured, expected[side]].map((speed) => (speed / 1024).toFixed(1))
    return `${entries[entry].name} ${is} (${was})`
  })
  return [`All in one swarm, and expected of the pairs: ${speeds.join(', ')}.`]
}

function board({ tournament, standings }: TournamentOutcome): string {
  const table = new Table({
    head: ['', 'entry', 'score', 'performance', 'robust (majority)', 'aggressive (minority)'],
    colAligns: ['right', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
    chars: SPARE_LINES,
  })
  for (const [rank, standing] of standings.entries()) {
    const { entry, score, performance, robustness, aggressiveness } = standing
    table.push([
      String(rank + 1),
      tournament.entries[entry].name,
      intervalText(inKibibytes(score)),
      intervalText(inKibibytes(performance)),
      intervalText(robustness),
      intervalText(aggressiveness),
    ])
  }
  return table.toString()
}

function inKibibytes({ runs, mean, low, high }: MeanInterval): MeanInterval {
  return { runs, mean: mean / 1024, low: low / 1024, high: high / 1024 }
}

function evolutionText({ evolution }: TournamentOutcome, names: readonly string[]): string {
  const { generations, settled } = evolution
  const shares = (population: readonly number[]) =>
    population.map((share, i) => `${names[i]} ${(100 * share).toFixed(1)}%`).join(', ')
  const after = `${generations.length - 1} generations${settled ? '' : ', not at rest'}`
  return [
    `From ${shares(generations[0])}`,
    `after ${after}: ${shares(generations[generations.length - 1])}`,
  ].join('\n')
}
