import type { SwarmSettings } from '../../sim/settings.js'
import type { JournalEntry, RunResult, RunSpec } from '../batch/run-spec.js'
import { sum } from '../stats/statistics.js'
import { type Entry, mixedSwarm, type playersOf } from './entry.js'

/** A swarm of a tournament: two entries with given numbers of peers, one alone, or all equally. */
export interface Match {
  /** The entries, and how many peers play each. */
  readonly sides: readonly { readonly entry: number; readonly count: number }[]
  readonly settings: SwarmSettings
}

/** A tournament with all its matches. */
export interface Tournament {
  readonly name: string
  readonly entries: readonly Entry[]
  /** The shares of the players that an entry has against another, ascending. */
  readonly shares: readonly number[]
  readonly matches: readonly Match[]
  readonly replications: number
  readonly seed: string
}

/** A run in the journal: for each side its mean speed, bytes/s, and its completed peers. */
export interface MatchResult extends JournalEntry {
  readonly speeds: readonly number[]
  readonly completed: readonly number[]
  readonly traceHash: string
}

/** The mean speeds of the sides of a match, bytes/s, in each replication. */
export interface MatchSpeeds {
  readonly match: Match
  /** By replication, then side; NaN for a missing replication. */
  readonly speeds: readonly (readonly number[])[]
}

/**
 * Lists the matches among the players of a scenario: every entry alone, every pair at every share,
 * and, with more than two entries, all of them at equal shares.
 */
export function matchesOf(
  entries: readonly Entry[],
  shares: readonly number[],
  settings: SwarmSettings,
  players: ReturnType<typeof playersOf>,
): Match[] {
  const { count } = players
  const alone = entries.map((_, entry) => [{ entry, count }])
  const pairs = entries.flatMap((_, a) =>
    entries.slice(a + 1).flatMap((_, i) =>
      shares.map((share) => {
        const some = Math.min(count - 1, Math.max(1, Math.round(share * count)))
        return [
          { entry: a, count: some },
          { entry: a + 1 + i, count: count - some },
        ]
      }),
    ),
  )
  const mix = entries.map((_, entry) => ({ entry, count: evenPart(count, entries.length, entry) }))
  const mixes = entries.length > 2 && count >= entries.length ? [mix] : []
  return [...alone, ...pairs, ...mixes].map((sides) => {
    const parts = sides.map((side) => ({ entry: entries[side.entry], count: side.count }))
    return { sides, settings: mixedSwarm(settings, players, parts) }
  })
}

/** Returns part i of a count divided as evenly as possible. */
function evenPart(count: number, among: number, i: number): number {
  return Math.floor(((i + 1) * count) / among) - Math.floor((i * count) / among)
}

/** Adds to the shares those of the other side; ascending, without repetition. */
export function withComplements(shares: readonly number[]): number[] {
  const both = shares.flatMap((share) => [share, 1 - share]).map((share) => round(share))
  return [...new Set(both)].sort((a, b) => a - b)
}

function round(share: number): number {
  return Math.round(share * 1e6) / 1e6
}

/** Returns the mean download speed of a group, bytes/s; a peer that never completes counts as 0. */
export function meanSpeed(
  downloadSeconds: readonly number[],
  peers: number,
  sizeBytes: number,
): number {
  return sum(downloadSeconds.map((seconds) => sizeBytes / seconds)) / peers
}

/** Extracts from a run what the journal keeps. */
export function matchResultOf(
  { sides, settings }: Match,
  entries: readonly Entry[],
  { id, summary, groups, cpuSeconds }: RunResult,
): MatchResult {
  const times = sides.map(({ entry }) => {
    const group = groups.find(({ name }) => name === entries[entry].name)
    return (group?.downloadSeconds ?? []).filter((seconds) => seconds !== null)
  })
  const { sizeBytes } = settings
  const speeds = times.map((seconds, side) => meanSpeed(seconds, sides[side].count, sizeBytes))
  const completed = times.map(({ length }) => length)
  return { id, speeds, completed, traceHash: summary.traceHash, cpuSeconds }
}

/** Returns replication `r` of a match, both counted from 0. */
export function matchRun(tournament: Tournament, match: number, r: number): RunSpec {
  const { settings } = tournament.matches[match]
  const seed = `${tournament.seed}/${r + 1}`
  const id = `${match + 1}/${r + 1}`
  return { id, name: tournament.name, settings: { ...settings, seed } }
}

/** Returns the index of the match that a run id names. */
export function matchIndexOf(id: string): number {
  return Number(id.split('/')[0]) - 1
}

/** Returns the finished runs of each match, up to the first missing replication. */
export function finishedRuns(
  { matches, replications }: Tournament,
  finished: ReadonlyMap<string, MatchResult>,
): MatchResult[][] {
  return matches.map((_, match) => {
    const runs: MatchResult[] = []
    while (runs.length < replications) {
      const run = finished.get(`${match + 1}/${runs.length + 1}`)
      if (!run) break
      runs.push(run)
    }
    return runs
  })
}
