import type { SwarmSettings } from '../../sim/settings.js'
import type { JournalEntry, RunResult, RunSpec } from '../batch/run-spec.js'
import { sum } from '../stats/statistics.js'
import { type Entry, mixedSwarm, type playersOf } from './entry.js'

/** A swarm of a tournament: two entries at given numbers, one alone, or all alike. */
export interface Encounter {
  /** Which entries meet, and how many peers of each there are. */
  readonly sides: readonly { readonly entry: number; readonly count: number }[]
  readonly settings: SwarmSettings
}

/** What a tournament is made of. */
export interface Tournament {
  readonly name: string
  readonly entries: readonly Entry[]
  /** Shares of the players that an entry may have beside another, ascending. */
  readonly shares: readonly number[]
  readonly encounters: readonly Encounter[]
  readonly replications: number
  readonly seed: string
}

/** What is kept of a run: the mean speed of each side, bytes/s, and how many of it completed. */
export interface EncounterEntry extends JournalEntry {
  readonly speeds: readonly number[]
  readonly completed: readonly number[]
  readonly traceHash: string
}

/** Mean speeds of the sides of an encounter, bytes/s, in each replication. */
export interface Speeds {
  readonly encounter: Encounter
  /** By replication, then side; NaN where that replication is missing. */
  readonly speeds: readonly (readonly number[])[]
}

/**
 * Every entry alone, every pair at every share, and if there are more than two, all of them at
 * equal shares, of the players of a scenario.
 */
export function encountersOf(
  entries: readonly Entry[],
  shares: readonly number[],
  settings: SwarmSettings,
  players: ReturnType<typeof playersOf>,
): Encounter[] {
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
  const mix = entries.map((_, entry) => ({ entry, count: portion(count, entries.length, entry) }))
  const mixes = entries.length > 2 && count >= entries.length ? [mix] : []
  return [...alone, ...pairs, ...mixes].map((sides) => {
    const parts = sides.map((side) => ({ entry: entries[side.entry], count: side.count }))
    return { sides, settings: mixedSwarm(settings, players, parts) }
  })
}

/** The part of the i-th of so many who share a number as evenly as can be. */
function portion(count: number, among: number, i: number): number {
  return Math.floor(((i + 1) * count) / among) - Math.floor((i * count) / among)
}

/** Shares and what each leaves to the other side, ascending, each once. */
export function withComplements(shares: readonly number[]): number[] {
  const both = shares.flatMap((share) => [share, 1 - share]).map((share) => round(share))
  return [...new Set(both)].sort((a, b) => a - b)
}

function round(share: number): number {
  return Math.round(share * 1e6) / 1e6
}

/** The mean download speed of a group's peers, bytes/s; one that never completes has none, 0. */
export function meanSpeed(
  downloadSeconds: readonly number[],
  peers: number,
  sizeBytes: number,
): number {
  return sum(downloadSeconds.map((seconds) => sizeBytes / seconds)) / peers
}

/** What is kept of a run of an encounter. */
export function entryOf(
  { sides, settings }: Encounter,
  entries: readonly Entry[],
  { id, summary, groups, cpuSeconds }: RunResult,
): EncounterEntry {
  const times = sides.map(({ entry }) => {
    const group = groups.find(({ name }) => name === entries[entry].name)
    return (group?.downloadSeconds ?? []).filter((seconds) => seconds !== null)
  })
  const { sizeBytes } = settings
  const speeds = times.map((seconds, side) => meanSpeed(seconds, sides[side].count, sizeBytes))
  const completed = times.map(({ length }) => length)
  return { id, speeds, completed, traceHash: summary.traceHash, cpuSeconds }
}

/** The cell of a run of an encounter. */
export function encounterCell(tournament: Tournament, encounter: number, run: number): RunSpec {
  const { settings } = tournament.encounters[encounter]
  const seed = `${tournament.seed}/${run + 1}`
  const id = `${encounter + 1}/${run + 1}`
  return { id, name: tournament.name, settings: { ...settings, seed } }
}

/** Which encounter the id of a cell is of. */
export function encounterOf(id: string): number {
  return Number(id.split('/')[0]) - 1
}

/** The finished runs of each encounter, replication by replication up to the first that lacks. */
export function finishedRuns(
  { encounters, replications }: Tournament,
  finished: ReadonlyMap<string, EncounterEntry>,
): EncounterEntry[][] {
  return encounters.map((_, encounter) => {
    const runs: EncounterEntry[] = []
    while (runs.length < replications) {
      const run = finished.get(`${encounter + 1}/${runs.length + 1}`)
      if (!run) break
      runs.push(run)
    }
    return runs
  })
}
