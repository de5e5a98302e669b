import { CellJournal } from '../lab/cell-journal.js'
import { loadScenario } from '../lab/scenario-file.js'
import {
  type EncounterEntry,
  encounterCell,
  encountersOf,
  entryOf,
  finishedRuns,
  type Tournament,
  withComplements,
} from '../lab/tournament/encounter.js'
import { entryNamed, playersOf } from '../lab/tournament/entry.js'
import { payoffsOf } from '../lab/tournament/payoffs.js'
import { evolve, resists } from '../lab/tournament/replicator.js'
import { leaderboard } from '../lab/tournament/standing.js'
import {
  drawTournament,
  outcomeJson,
  type TournamentOutcome,
  tournamentFingerprint,
  tournamentFolder,
  writeTournament,
} from '../lab/tournament/tournament-folder.js'
import { workOff } from './cell-work.js'
import { DONE } from './exit-code.js'
import { prepareOutFolder } from './out-folder.js'
import { readShares, readStart } from './share-option.js'
import type { StopSignal } from './stop-signal.js'
import type { Terminal } from './terminal.js'
import { outcomeText } from './tournament-screen.js'
import { UsageError } from './usage-error.js'
import { RUNS_ON } from './version.js'

/** What a tournament is asked to be, and how it is kept and shown. */
export interface TournamentOptions {
  readonly entries: readonly string[]
  readonly scenario: string
  readonly group?: string
  readonly shares: string
  readonly start?: string
  readonly generations: string
  readonly replications: number
  readonly seed: string
  readonly workers?: number | undefined
  readonly out: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly noCharts?: boolean
}

/** Runs what is left of a tournament, writes and tells what came of it. */
export async function holdTournament(
  options: TournamentOptions,
  terminal: Terminal,
  stop: StopSignal,
): Promise<number> {
  const tournament = tournamentOf(options)
  const start = readStart(options.start, options.entries)
  prepareOutFolder(options.out)
  const folder = tournamentFolder(options.out, tournament)
  const fingerprint = tournamentFingerprint(tournament)
  const journal = new CellJournal<EncounterEntry>(folder, {
    version: 1,
    program: RUNS_ON,
    fingerprint,
  })
  try {
    await runEncounters(tournament, journal, options, terminal, stop)
    if (stop.received) {
      terminal.stderr.write('the same command goes on from here\n')
      return stop.exitCode ?? DONE
    }
    const outcome = outcomeOf(tournament, journal, start, Number(options.generations))
    writeTournament(folder, outcome)
    if (!options.noCharts) await drawTournament(folder, outcome)
    const { stdout } = terminal
    if (options.json) stdout.write(`${JSON.stringify(outcomeJson(outcome))}\n`)
    else stdout.write(`${outcomeText(outcome)}results: ${folder}\n`)
    return DONE
  } finally {
    journal.close()
  }
}

function tournamentOf(options: TournamentOptions): Tournament {
  const { entries: names, scenario, group, replications, seed } = options
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new UsageError(`"${twice}" enters more than once`)
  const entries = names.map(entryNamed)
  const shares = withComplements(readShares(options.shares))
  const { name, settings, file } = loadScenario(scenario)
  const players = playersOf(settings, file, group)
  const encounters = encountersOf(entries, shares, settings, players)
  return { name, entries, shares, encounters, replications, seed }
}

async function runEncounters(
  tournament: Tournament,
  journal: CellJournal<EncounterEntry>,
  { workers, quiet }: TournamentOptions,
  terminal: Terminal,
  stop: StopSignal,
): Promise<void> {
  const { entries, encounters, replications } = tournament
  const cells = Array.from({ length: replications }, (_, run) =>
    encounters.map((_, encounter) => encounterCell(tournament, encounter, run)),
  ).flat()
  const left = cells.filter(({ id }) => !journal.entries.has(id))
  let cpuSeconds = 0
  let ran = 0
  await workOff(left, {
    name: tournament.name,
    workers,
    quiet,
    terminal,
    stop,
    standing: () => ({
      cells: cells.length,
      finished: cells.length - left.length + ran,
      leftWorkSeconds: ran === 0 ? 0 : (cpuSeconds / ran) * (left.length - ran),
    }),
    done: (result) => {
      const encounter = encounters[Number(result.id.split('/')[0]) - 1]
      journal.add(entryOf(encounter, entries, result))
      cpuSeconds += result.cpuSeconds
      ran++
    },
  })
}

function outcomeOf(
  tournament: Tournament,
  journal: CellJournal<EncounterEntry>,
  start: readonly number[],
  generations: number,
): TournamentOutcome {
  const { entries, encounters, shares } = tournament
  const runs = finishedRuns(tournament, journal.entries)
  const results = encounters.map((encounter, i) => ({
    encounter,
    speeds: runs[i].map(({ speeds }) => speeds),
  }))
  const payoffs = payoffsOf(entries.length, results)
  return {
    tournament,
    runs,
    results,
    payoffs,
    standings: leaderboard(entries.length, results),
    evolution: evolve(payoffs, start, generations),
    resists: entries.map((_, i) => resists(payoffs, i, shares[0])),
  }
}
