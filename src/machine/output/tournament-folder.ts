import { join } from 'node:path'
import { REPLICATION_COLUMNS, TRACE_COLUMN } from '../../lab/batch/run-columns.js'
import type { Column, Row, Table } from '../../lab/run/table.js'
import { sum } from '../../lab/stats/statistics.js'
import { evolutionChart, heatMap } from '../../lab/tournament/chart.js'
import type { MatchResult, MatchSpeeds, Tournament } from '../../lab/tournament/match.js'
import type { Payoffs } from '../../lab/tournament/payoffs.js'
import type { Evolution } from '../../lab/tournament/replicator.js'
import type { EntryScores } from '../../lab/tournament/scores.js'
import { writeAtomically } from '../files/atomic-write.js'
import { fingerprintWith, pluginsOf } from '../plugin/used-plugin.js'
import { drawInto } from './chart-files.js'
import { csvOf } from './csv.js'

/** The outcome of a tournament. */
export interface TournamentOutcome {
  readonly tournament: Tournament
  /** The finished runs of each match. */
  readonly runs: readonly (readonly MatchResult[])[]
  readonly results: readonly MatchSpeeds[]
  readonly scores: readonly EntryScores[]
  readonly payoffs: Payoffs
  readonly evolution: Evolution
  /** For each entry, whether a population of it resists each other entry. */
  readonly resists: readonly (readonly boolean[])[]
}

/** Returns a fingerprint that is equal if and only if all runs of two tournaments are. */
export function tournamentFingerprint({ seed, matches }: Tournament): string {
  const groups = matches.flatMap(({ settings }) => settings.groups)
  return fingerprintWith(groups, [seed, matches])
}

/** Returns the folder of the results; other entries or shares have another folder. */
export function tournamentFolder(out: string, tournament: Tournament): string {
  return join(out, tournament.name, `tournament-${tournamentFingerprint(tournament)}`)
}

/** Writes tournament.csv and tournament.json. */
export function writeTournament(folder: string, outcome: TournamentOutcome): void {
  writeAtomically(join(folder, 'tournament.csv'), csvOf(tournamentTable(outcome)))
  writeAtomically(
    join(folder, 'tournament.json'),
    `${JSON.stringify(outcomeJson(outcome), null, 2)}\n`,
  )
}

/** Draws the heat map and the population over generations. */
export async function drawTournament(folder: string, outcome: TournamentOutcome): Promise<void> {
  const { tournament, results, evolution } = outcome
  const hasPairs = results.some(({ match }) => match.sides.length === 2)
  const charts = [
    ...(hasPairs ? [heatMap(tournament, results)] : []),
    evolutionChart(tournament, evolution),
  ]
  await drawInto(join(folder, 'charts'), charts)
}

/** The columns of tournament.csv. */
export const TOURNAMENT_COLUMNS: readonly Column[] = [
  { name: 'entry', kind: 'text', meaning: 'The entry that this side plays.' },
  {
    name: 'others',
    kind: 'text',
    meaning: 'The other entries in the match, joined by `+`; empty if the entry is alone.',
  },
  { name: 'share', kind: 'number', unit: '0 to 1', meaning: 'Share of the players on this side.' },
  { name: 'peers', kind: 'integer', unit: 'count', meaning: 'Number of peers on this side.' },
  ...REPLICATION_COLUMNS,
  {
    name: 'completed',
    kind: 'integer',
    unit: 'count',
    meaning: 'Peers of this side that completed.',
  },
  {
    name: 'bytesPerSecond',
    kind: 'number',
    unit: 'bytes/s',
    meaning: 'Mean download speed of this side; a peer that never completed counts as 0.',
  },
  TRACE_COLUMN,
]

/** Tabulates the runs, a row per side of a match. */
export function tournamentTable({ tournament, runs }: TournamentOutcome): Table {
  const { entries, matches, seed } = tournament
  const rows = matches.flatMap(({ sides }, match) =>
    runs[match].flatMap(({ speeds, completed, traceHash }, r) =>
      sides.map(({ entry, count }, side): Row => {
        const others = sides.filter((_, i) => i !== side)
        return {
          entry: entries[entry].name,
          others: others.map((other) => entries[other.entry].name).join('+'),
          share: count / sum(sides.map((one) => one.count)),
          peers: count,
          replication: r + 1,
          seed: `${seed}/${r + 1}`,
          completed: completed[side],
          bytesPerSecond: speeds[side],
          traceHash,
        }
      }),
    ),
  )
  return { columns: TOURNAMENT_COLUMNS, rows }
}

/** Returns the outcome as JSON, with the names of entries. */
export function outcomeJson(outcome: TournamentOutcome): object {
  const { tournament, scores, evolution, resists } = outcome
  const { name, shares, replications, seed } = tournament
  const names = tournament.entries.map((entry) => entry.name)
  const byName = <T>(values: readonly T[]) =>
    Object.fromEntries(values.map((v, i) => [names[i], v]))
  const { generations, settled } = evolution
  const plugins = pluginsOf(tournament.matches.flatMap(({ settings }) => settings.groups))
  return {
    version: 1,
    name,
    ...(plugins.length === 0 ? {} : { plugins }),
    entries: names,
    shares,
    replications,
    seed,
    scores: scores.map(({ entry, ...values }) => ({ entry: names[entry], ...values })),
    resists: byName(resists.map((row) => byName(row))),
    evolution: {
      settled,
      generations: generations.length - 1,
      start: byName(generations[0]),
      end: byName(generations[generations.length - 1]),
    },
  }
}
