import { isLeecher } from '../../lab/summary/summary.js'
import { longestWait } from './measure.js'
import type { ChapterRun } from './run.js'

/**
 * An instant of a run, by what happens then, so that it fits every random seed. `after` counts
 * seconds from the start, `gained` is the share of all missing pieces that have arrived.
 */
export type InstantRule = Moment | { readonly after: number } | { readonly gained: number }

type Moment =
  | 'start'
  | 'first-announce'
  | 'first-block'
  | 'first-unchoke'
  | 'first-piece'
  | 'first-departure'
  | 'first-completion'
  | 'last-completion'
  | 'longest-wait'
  | 'end'

/** Returns the seconds at which the rule first applies; the end of the run if it never does. */
export function instantOf(rule: InstantRule, run: ChapterRun): number {
  const at = typeof rule === 'string' ? named(rule, run) : counted(rule, run)
  const { endSeconds } = run.measurements
  return Number.isFinite(at) ? Math.min(at, endSeconds) : endSeconds
}

function named(rule: Moment, run: ChapterRun): number {
  const { measurements, notes } = run
  const { peers, endSeconds } = measurements
  switch (rule) {
    case 'start':
      return 0
    case 'first-announce':
      return notes.announces.values[0] ?? 0
    case 'first-block':
      return notes.blocks.values[0]
    case 'first-unchoke':
      return notes.chokes.values[0]
    case 'first-piece':
      return notes.gains.values[0]
    case 'first-departure':
      return least([...peers.departureSeconds])
    case 'first-completion':
      return least(completions(run))
    case 'last-completion':
      return Math.max(...completions(run))
    case 'longest-wait':
      return longestWait(run).from
    case 'end':
      return endSeconds
  }
}

function counted(
  rule: { readonly after: number } | { readonly gained: number },
  { notes, summary, settings }: ChapterRun,
): number {
  if ('after' in rule) return rule.after
  const pieces = Math.ceil(settings.sizeBytes / settings.pieceBytes)
  const wanted = Math.ceil(rule.gained * pieces * summary.leechers)
  const { values, stride } = notes.gains
  return values[(Math.max(1, wanted) - 1) * stride]
}

function completions({ measurements }: ChapterRun): number[] {
  const times = [...measurements.peers.completionSeconds]
  return times.filter((at, i) => isLeecher(measurements, i) && !Number.isNaN(at))
}

function least(times: readonly number[]): number {
  return Math.min(...times.filter((at) => !Number.isNaN(at)))
}
