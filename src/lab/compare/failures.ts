import type { ActionSettings, EventSettings, SwarmSettings } from '../../sim/settings.js'
import { formatSeconds, formatShare } from '../scenario/units.js'
import type { Summary } from '../summary/summary.js'
import type { TextTable } from './comparison-table.js'

/** Something that is lost, at half time: when half of all that is to be got has been got. */
export interface Failure {
  readonly name: string
  /** What happens, to a crowd of so many peers, the source among them. */
  readonly actions: (peers: number) => readonly ActionSettings[]
  /** How many that download it takes away for good. */
  readonly taken: (peers: number) => number
}

/** What each model is put through; the first is nothing at all. */
export const FAILURES: readonly Failure[] = [
  { name: 'nothing lost', actions: () => [], taken: () => 0 },
  {
    name: 'the origin',
    actions: () => [{ kind: 'kill-node', node: 0 }],
    taken: () => 0,
  },
  {
    name: 'its first taker',
    actions: () => [{ kind: 'kill-node', node: 1 }],
    taken: () => 1,
  },
  {
    name: 'one in the middle',
    actions: (peers) => [{ kind: 'kill-node', node: middle(peers) }],
    taken: () => 1,
  },
  {
    name: 'every tenth',
    actions: (peers) =>
      Array.from({ length: tenth(peers) }, (_, i) => ({ kind: 'kill-node', node: 10 * i + 5 })),
    taken: tenth,
  },
  {
    name: 'a link, cut',
    actions: (peers) => [{ kind: 'cut-node', node: middle(peers) }],
    taken: () => 0,
  },
  {
    name: 'one, for a minute',
    actions: (peers) => [{ kind: 'flap-node', node: middle(peers), seconds: 60 }],
    taken: () => 0,
  },
  { name: 'the tracker', actions: () => [{ kind: 'tracker-down' }], taken: () => 0 },
]

/** Those that are lost are waited for so many times as long as the whole took without a loss. */
const PATIENCE = 5

/** The settings with a failure at half time; `undisturbedSeconds` is the last finish without. */
export function withFailure(
  settings: SwarmSettings,
  failure: Failure,
  undisturbedSeconds: number,
): SwarmSettings {
  const events = failure
    .actions(peersOf(settings))
    .map((action): EventSettings => ({ when: { kind: 'gained', share: 0.5 }, action }))
  const untilSeconds = Math.min(settings.untilSeconds, 600 + PATIENCE * undisturbedSeconds)
  return { ...settings, events: [...settings.events, ...events], untilSeconds }
}

/** What became of a model that lost something. */
export interface FailureOutcome {
  readonly model: string
  readonly failure: string
  /** Of the peers that were not taken away, how many finished; mean over runs. */
  readonly finishedShare: number
  /** When the last of those did, seconds; mean over runs, null for nobody. */
  readonly lastFinishSeconds: number | null
}

/** What became of the runs of one model and one failure. */
export function outcomeOf(
  model: string,
  failure: Failure,
  settings: SwarmSettings,
  runs: readonly Summary[],
): FailureOutcome {
  const taken = failure.taken(peersOf(settings))
  const shares = runs.map(({ completed, leechers }) => Math.min(1, completed / (leechers - taken)))
  const lasts = runs.map((run) => run.lastFinishSeconds).filter((last) => last !== null)
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
  return {
    model,
    failure: failure.name,
    finishedShare: mean(shares),
    lastFinishSeconds: lasts.length > 0 ? mean(lasts) : null,
  }
}

/** A row a model, a column a failure: who finished, and when the last did. */
export function failureTable(outcomes: readonly FailureOutcome[]): TextTable {
  const models = [...new Set(outcomes.map(({ model }) => model))]
  const cell = (model: string, failure: string) => {
    const found = outcomes.find((one) => one.model === model && one.failure === failure)
    if (found === undefined) return ''
    const { finishedShare, lastFinishSeconds } = found
    const last = lastFinishSeconds === null ? '–' : formatSeconds(lastFinishSeconds)
    return `${formatShare(finishedShare)}\n${last}`
  }
  return {
    title:
      'What is lost at half time; of those that are left, how many finish, and when the last does',
    head: ['model', ...FAILURES.map(({ name }) => name)],
    rows: models.map((model) => [model, ...FAILURES.map(({ name }) => cell(model, name))]),
  }
}

/** Of each model, what is lost with one node, link or tracker that keeps others from finishing. */
export function singlePoints(outcomes: readonly FailureOutcome[]): string[] {
  const single = FAILURES.filter(({ taken }) => taken(100) <= 1).map(({ name }) => name)
  return [...new Set(outcomes.map(({ model }) => model))].map((model) => {
    const fatal = outcomes.filter(
      (one) => one.model === model && single.includes(one.failure) && one.finishedShare < 1,
    )
    const names = fatal.map(({ failure, finishedShare }) => {
      return `${failure} (${formatShare(finishedShare)} finish)`
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
