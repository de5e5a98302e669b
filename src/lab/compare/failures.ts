import type { ActionSettings, EventSettings, SwarmSettings } from '../../sim/settings.js'
import { formatSeconds, formatShare } from '../scenario/units.js'
import { capitalised } from '../summary/parameter-title.js'
import type { Summary } from '../summary/summary.js'
import type { TextTable } from '../summary/text-table.js'

/** A failure halfway through: when the peers hold half of the pieces that they are to get. */
export interface Failure {
  readonly name: string
  /** Returns the events, for this many peers including the source. */
  readonly actions: (peers: number) => readonly ActionSettings[]
  /** Returns how many leechers it removes for good. */
  readonly removed: (peers: number) => number
}

/** The failures that each model is tested with; the first is none. */
export const FAILURES: readonly Failure[] = [
  { name: 'no failure', actions: () => [], removed: () => 0 },
  {
    name: 'origin lost',
    actions: () => [{ kind: 'kill-node', node: 0 }],
    removed: () => 0,
  },
  {
    name: 'first peer lost',
    actions: () => [{ kind: 'kill-node', node: 1 }],
    removed: () => 1,
  },
  {
    name: 'middle peer lost',
    actions: (peers) => [{ kind: 'kill-node', node: middle(peers) }],
    removed: () => 1,
  },
  {
    name: 'every tenth peer lost',
    actions: (peers) =>
      Array.from({ length: tenth(peers) }, (_, i) => ({ kind: 'kill-node', node: 10 * i + 5 })),
    removed: tenth,
  },
  {
    name: 'link cut',
    actions: (peers) => [{ kind: 'cut-node', node: middle(peers) }],
    removed: () => 0,
  },
  {
    name: 'peer away for 1 min',
    actions: (peers) => [{ kind: 'flap-node', node: middle(peers), seconds: 60 }],
    removed: () => 0,
  },
  { name: 'tracker lost', actions: () => [{ kind: 'tracker-down' }], removed: () => 0 },
]

/** A run with a failure ends after this many times the duration of the run without. */
const TIME_LIMIT_FACTOR = 5

/** Adds a failure halfway through; `undisturbedSeconds` is the last finish without it. */
export function withFailure(
  settings: SwarmSettings,
  failure: Failure,
  undisturbedSeconds: number,
): SwarmSettings {
  const events = failure
    .actions(peersOf(settings))
    .map((action): EventSettings => ({ when: { kind: 'gained', share: 0.5 }, action }))
  const untilSeconds = Math.min(settings.untilSeconds, 600 + TIME_LIMIT_FACTOR * undisturbedSeconds)
  return { ...settings, events: [...settings.events, ...events], untilSeconds }
}

/** The outcome of a failure in a model, averaged over replications. */
export interface FailureOutcome {
  readonly model: string
  readonly failure: string
  /** Share of the survivors that completed: of the leechers that the failure did not remove. */
  readonly survivorsCompletedShare: number
  /** When the last of them finished; null if none did. */
  readonly lastFinishSeconds: number | null
}

/** Averages the runs of one model and one failure. */
export function outcomeOf(
  model: string,
  failure: Failure,
  settings: SwarmSettings,
  runs: readonly Summary[],
): FailureOutcome {
  const removed = failure.removed(peersOf(settings))
  const shares = runs.map(({ completed, leechers }) =>
    Math.min(1, completed / (leechers - removed)),
  )
  const lasts = runs.map((run) => run.lastFinishSeconds).filter((last) => last !== null)
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  return {
    model,
    failure: failure.name,
    survivorsCompletedShare: mean(shares),
    lastFinishSeconds: lasts.length > 0 ? mean(lasts) : null,
  }
}

/** Tabulates the outcomes, a row per model and a column per failure. */
export function failuresTable(outcomes: readonly FailureOutcome[]): TextTable {
  const models = [...new Set(outcomes.map(({ model }) => model))]
  const cell = (model: string, failure: string) => {
    const found = outcomes.find((one) => one.model === model && one.failure === failure)
    if (found === undefined) return ''
    const { survivorsCompletedShare, lastFinishSeconds } = found
    const last = lastFinishSeconds === null ? '–' : formatSeconds(lastFinishSeconds)
    return `${formatShare(survivorsCompletedShare)}\n${last}`
  }
  return {
    title: 'Failure halfway through: share of survivors that finish, and when the last one does',
    head: ['Model', ...FAILURES.map(({ name }) => capitalised(name))],
    rows: models.map((model) => [model, ...FAILURES.map(({ name }) => cell(model, name))]),
    textColumns: 1,
  }
}

/** Lists for each model the single failures that keep survivors from finishing. */
export function singlePoints(outcomes: readonly FailureOutcome[]): string[] {
  const single = FAILURES.filter(({ removed }) => removed(100) <= 1).map(({ name }) => name)
  return [...new Set(outcomes.map(({ model }) => model))].map((model) => {
    const fatal = outcomes.filter(
      (one) =>
        one.model === model && single.includes(one.failure) && one.survivorsCompletedShare < 1,
    )
    const names = fatal.map(({ failure, survivorsCompletedShare }) => {
      return `${failure} (${formatShare(survivorsCompletedShare)} finish)`
    })
    return `${model}: ${names.length > 0 ? names.join(', ') : 'none'}`
  })
}

function peersOf({ groups }: SwarmSettings): number {
  return groups.reduce((n, { count }) => n + count, 0)
}

function middle(peers: number): number {
  return Math.floor(peers / 2)
}

function tenth(peers: number): number {
  return Math.floor((peers + 4) / 10)
}
