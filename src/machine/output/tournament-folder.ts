import { join } from 'node:path'
import type { Row } from '../../lab/run/table.js'
import { sum } from '../../lab/stats/statistics.js'
import { evolutionChart, heatMap } from '../../lab/tournament/chart.js'
import type { EncounterEntry, Speeds, Tournament } from '../../lab/tournament/match.js'
import type { Payoffs } from '../../lab/tournament/payoffs.js'
import type { Evolution } from '../../lab/tournament/replicator.js'
import type { Standing } from '../../lab/tournament/scores.js'
import { writeAtomically } from '../files/atomic-write.js'
import { fingerprintWith, pluginsOf } from '../plugin/used-plugin.js'
import { drawInto } from './chart-files.js'
import { written } from './csv.js'

/** All that came of a tournament. */
export interface TournamentOutcome {
  readonly tournament: Tournament
  /** By encounter. */
  readonly runs: readonly (readonly EncounterEntry[])[]
  readonly results: readonly Speeds[]
  readonly standings: readonly Standing[]
  readonly payoffs: Payoffs
  readonly evolution: Evolution
  /** For each entry, whether a population of it resists each other. */
  readonly resists: readonly (readonly boolean[])[]
}

/** Names what a tournament computes: equal if and only if every run is. */
export function tournamentFingerprint({ seed, encounters }: Tournament): string {
  const groups = encounters.flatMap(({ settings }) => settings.groups)
  return fingerprintWith(groups, [seed, encounters])
}

/** Where a tournament's results lie; other entries or shares have a folder of their own. */
export function tournamentFolder(out: string, tournament: Tournament): string {
  return join(out, tournament.name, `tournament-${tournamentFingerprint(tournament)}`)
}

/** Writes tournament.csv and tournament.json. */
export function writeTournament(folder: string, outcome: TournamentOutcome): void {
  writeAtomically(join(folder, 'tournament.csv'), tournamentCsv(outcome))
  writeAtomically(
    join(folder, 'tournament.json'),
    `${JSON.stringify(outcomeJson(outcome), null, 2)}\n`,
  )
}

/** Draws the heat map and the population over generations. */
export async function drawTournament(folder: string, outcome: TournamentOutcome): Promise<void> {
  const { tournament, results, evolution } = outcome
  const paired = results.some(({ encounter }) => encounter.sides.length === 2)
  const charts = [
    ...(paired ? [heatMap(tournament, results)] : []),
    evolutionChart(tournament, evolution),
  ]
  await drawInto(join(folder, 'charts'), charts)
}

/** A row a run and side: who, beside whom (several with a plus), at what share, how fast. */
export function tournamentCsv({ tournament, runs }: TournamentOutcome): string {
  const { entries, encounters, seed } = tournament
  const rows = encounters.flatMap(({ sides }, encounter) =>
    runs[encounter].flatMap(({ speeds, completed, traceHash }, run) =>
      sides.map(({ entry, count }, side): Row => {
        const others = sides.filter((_, i) => i !== side)
        return {
          entry: entries[entry].name,
          beside: others.map((other) => entries[other.entry].name).join('+'),
          share: count / sum(sides.map((one) => one.count)),
          peers: count,
          run: run + 1,
          seed: `${seed}/${run + 1}`,
          completed: completed[side],
          bytesPerSecond: speeds[side],
          traceHash,
        }
      }),
    ),
  )
  const heads = ['entry', 'beside', 'share', 'peers', 'run', 'seed', 'completed']
  return written([...heads, 'bytesPerSecond', 'traceHash'], rows)
}

/** The outcome for other programs, entries by name. */
export function outcomeJson(outcome: TournamentOutcome): object {
  const { tournament, standings, evolution, resists } = outcome
  const { name, shares, replications, seed } = tournament
  const names = tournament.entries.map((entry) => entry.name)
  const byName = <T>(values: readonly T[]) =>
    Object.fromEntries(values.map((v, i) => [names[i], v]))
  const { generations, settled } = evolution
  const plugins = pluginsOf(tournament.encounters.flatMap(({ settings }) => settings.groups))
  return {
    version: 1,
    name,
    ...(plugins.length === 0 ? {} : { plugins }),
    entries: names,
    shares,
    replications,
    seed,
    standings: standings.map(({ entry, ...figures }) => ({ entry: names[entry], ...figures })),
    resists: byName(resists.map((row) => byName(row))),
    evolution: {
      settled,
      generations: generations.length - 1,
      start: byName(generations[0]),
      end: byName(generations[generations.length - 1]),
    },
  }
}
