import { entryNamed, playersOf } from '../../lab/tournament/entry.js'
import {
  type EncounterEntry,
  encounterCell,
  encounterOf,
  encountersOf,
  entryOf,
  finishedRuns,
  type Tournament,
  withComplements,
} from '../../lab/tournament/match.js'
import { payoffsOf } from '../../lab/tournament/payoffs.js'
import { evolve, resists } from '../../lab/tournament/replicator.js'
import { leaderboard } from '../../lab/tournament/scores.js'
import { loadScenario } from '../../machine/input/scenario-file.js'
import {
  drawTournament,
  outcomeJson,
  type TournamentOutcome,
  tournamentFingerprint,
  tournamentFolder,
  writeTournament,
} from '../../machine/output/tournament-folder.js'
import type { FailedRun, RunEngine } from '../../machine/workers/run-engine.js'
import { RunJournal } from '../../machine/workers/run-journal.js'
import { DONE, FAILED } from '../exit-code.js'
import { readShares, readStart } from '../options/share-option.js'
import { prepareOutFolder } from '../run/out-folder.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { RUNS_ON } from '../version.js'
import { reportFailedRuns } from './failed-runs.js'
import { workOff } from './run-work.js'
import { outcomeText } from './tournament-screen.js'

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
  readonly engine: RunEngine
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
  const journal = new RunJournal<EncounterEntry>(folder, {
    version: 1,
    program: RUNS_ON,
    fingerprint,
  })
  try {
    const failures = await runEncounters(tournament, journal, options, terminal, stop)
    reportFailedRuns(failures, (id) => runName(tournament, id), terminal.stderr)
    if (failures.length > 0) return stop.exitCode ?? FAILED
    if (stop.received) return stop.exitCode ?? DONE
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

/** Runs what is left, and answers what failed of it. */
async function runEncounters(
  tournament: Tournament,
  journal: RunJournal<EncounterEntry>,
  { engine, quiet = false }: TournamentOptions,
  { stderr }: Terminal,
  stop: StopSignal,
): Promise<readonly FailedRun[]> {
  const { name, entries, encounters, replications } = tournament
  const cells = Array.from({ length: replications }, (_, run) =>
    encounters.map((_, encounter) => encounterCell(tournament, encounter, run)),
  ).flat()
  const left = cells.filter(({ id }) => !journal.entries.has(id))
  let ran = 0
  return workOff(left, {
    name,
    engine,
    quiet,
    stderr,
    stop,
    goesOn: true,
    standing: () => ({ total: cells.length, finished: cells.length - left.length + ran }),
    done: (result) => {
      journal.add(entryOf(encounters[encounterOf(result.id)], entries, result))
      ran++
    },
  })
}

/** What a run is, in words: `the run 4/2 (5 tit-for-tat, 45 none, seed 1/2)`. */
function runName({ encounters, entries, seed }: Tournament, id: string): string {
  const { sides } = encounters[encounterOf(id)]
  const words = sides.map(({ entry, count }) => `${count} ${entries[entry].name}`)
  return `the run ${id} (${[...words, `seed ${seed}/${id.split('/')[1]}`].join(', ')})`
}

function outcomeOf(
  tournament: Tournament,
  journal: RunJournal<EncounterEntry>,
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
