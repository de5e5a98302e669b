import { entryNamed, playersOf } from '../../lab/tournament/entry.js'
import {
  finishedRuns,
  type MatchResult,
  matchesOf,
  matchIndexOf,
  matchResultOf,
  matchRun,
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
import { reportHints } from '../run/scenario-hints.js'
import type { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { RUNS_ON } from '../version.js'
import { reportFailedRuns } from './failed-runs.js'
import { runWork } from './run-work.js'
import { outcomeText } from './tournament-text.js'

/** The options of a tournament. */
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

/** Runs what is left of a tournament, saves and prints the outcome; returns the exit code. */
export async function runTournament(
  options: TournamentOptions,
  terminal: Terminal,
  stop: StopSignal,
): Promise<number> {
  const tournament = tournamentOf(options, terminal)
  const start = readStart(options.start, options.entries)
  prepareOutFolder(options.out)
  const folder = tournamentFolder(options.out, tournament)
  const fingerprint = tournamentFingerprint(tournament)
  const journal = new RunJournal<MatchResult>(folder, {
    version: 1,
    program: RUNS_ON,
    fingerprint,
  })
  try {
    const failures = await runMatches(tournament, journal, options, terminal, stop)
    reportFailedRuns(failures, (id) => runName(tournament, id), terminal.stderr)
    if (failures.length > 0) return stop.exitCode ?? FAILED
    if (stop.received) return stop.exitCode ?? DONE
    const outcome = outcomeOf(tournament, journal, start, Number(options.generations))
    writeTournament(folder, outcome)
    if (!options.noCharts) await drawTournament(folder, outcome)
    const { stdout } = terminal
    if (options.json) stdout.write(`${JSON.stringify(outcomeJson(outcome))}\n`)
    else stdout.write(`${outcomeText(outcome, stdout.columns)}results: ${folder}\n`)
    return DONE
  } finally {
    journal.close()
  }
}

function tournamentOf(options: TournamentOptions, { stderr }: Terminal): Tournament {
  const { entries: names, scenario, group, replications, seed } = options
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new UsageError(`"${twice}" is listed twice; name each entry once`)
  const entries = names.map(entryNamed)
  if (entries.length < 2) {
    const example = names[0] === 'none' ? 'tit-for-tat' : 'none'
    throw new UsageError(
      `expected at least two entries, found ${names[0]} alone; ` +
        `try "sim tournament ${names[0]} ${example}"`,
    )
  }
  const shares = withComplements(readShares(options.shares))
  const loaded = loadScenario(scenario)
  const { name, settings, file } = loaded
  reportHints([loaded], stderr)
  const players = playersOf(settings, file, group)
  const matches = matchesOf(entries, shares, settings, players)
  return { name, entries, shares, matches, replications, seed }
}

/** Makes the runs that are left, and returns those that failed. */
async function runMatches(
  tournament: Tournament,
  journal: RunJournal<MatchResult>,
  { engine, quiet = false }: TournamentOptions,
  { stderr }: Terminal,
  stop: StopSignal,
): Promise<readonly FailedRun[]> {
  const { name, entries, matches, replications } = tournament
  const specs = Array.from({ length: replications }, (_, r) =>
    matches.map((_, match) => matchRun(tournament, match, r)),
  ).flat()
  const left = specs.filter(({ id }) => !journal.entries.has(id))
  let ran = 0
  return runWork(left, {
    name,
    engine,
    quiet,
    stderr,
    stop,
    isResumable: true,
    status: () => ({ total: specs.length, finished: specs.length - left.length + ran }),
    done: (result) => {
      journal.add(matchResultOf(matches[matchIndexOf(result.id)], entries, result))
      ran++
    },
  })
}

/** Names a run: `run 4/2 (5 tit-for-tat, 45 none, seed 1/2)`. */
function runName({ matches, entries, seed }: Tournament, id: string): string {
  const { sides } = matches[matchIndexOf(id)]
  const parts = sides.map(({ entry, count }) => `${count} ${entries[entry].name}`)
  return `run ${id} (${[...parts, `seed ${seed}/${id.split('/')[1]}`].join(', ')})`
}

function outcomeOf(
  tournament: Tournament,
  journal: RunJournal<MatchResult>,
  start: readonly number[],
  generations: number,
): TournamentOutcome {
  const { entries, matches, shares } = tournament
  const runs = finishedRuns(tournament, journal.entries)
  const results = matches.map((match, i) => ({
    match,
    speeds: runs[i].map(({ speeds }) => speeds),
  }))
  const payoffs = payoffsOf(entries.length, results)
  return {
    tournament,
    runs,
    results,
    payoffs,
    scores: leaderboard(entries.length, results),
    evolution: evolve(payoffs, start, generations),
    resists: entries.map((_, i) => resists(payoffs, i, shares[0])),
  }
}
