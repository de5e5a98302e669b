import { Experiment } from '../../src/lab/run/experiment.js'
import type { Measurements } from '../../src/lab/run/measurements.js'
import { expandScenario } from '../../src/lab/scenario/scenario.js'
import { type Summary, summarise } from '../../src/lab/summary/summary.js'
import { loadScenario, shippedScenarios } from '../../src/machine/input/scenario-file.js'
import type { SwarmSettings } from '../../src/sim/settings.js'
import type { Swarm } from '../../src/sim/swarm.js'

/** A link of 1 MB/s both ways and 10 ms to the core. */
export const QUICK = { up: 1_000_000, down: 1_000_000, latency: 0.01 }

/** Returns settings of a swarm from its groups and other keys of the document. */
export function settingsOf(groups: Record<string, object>, more: object = {}): SwarmSettings {
  const torrent = { size: '1 MiB', pieceLength: '64 KiB' }
  return expandScenario({ version: 1, name: 'sample', torrent, groups, ...more }).settings
}

/** Returns a seed and a crowd of ADSL subscribers that arrive within ten seconds. */
export function crowdOf(count: number, more: object = {}, crowd: object = {}): SwarmSettings {
  const leechers = { count, arrive: { kind: 'flash', over: '10 s' }, ...crowd }
  return settingsOf({ seed: { holds: 'all', access: 'origin' }, crowd: leechers }, more)
}

/** A message of the trace. */
export interface Word {
  readonly time: number
  readonly host: number
  readonly verb: string
  readonly to: number
  readonly a: number
  readonly b: number
}

/** A finished run. */
export interface Run {
  readonly experiment: Experiment
  readonly swarm: Swarm
  readonly measurements: Measurements
}

/** Options of a run. */
export interface RunOptions {
  /** Collects every message that is sent. */
  readonly words?: Word[]
  /** Events per step. */
  readonly slice?: number
  /** Called before the first event. */
  readonly before?: (swarm: Swarm) => void
  /** Called after every slice. */
  readonly after?: (experiment: Experiment) => void
  /** A run of more events than this fails. */
  readonly mostEvents?: number
}

/** Runs a swarm to its end. */
export function run(settings: SwarmSettings, options: RunOptions = {}): Run {
  const { words, slice = 1_000_000, before, after, mostEvents = 5_000_000 } = options
  const experiment = words
    ? new Experiment(settings, {
        onMessage: (_index, time, host, verb, to, a, b) =>
          words.push({ time, host, verb, to, a, b }),
      })
    : new Experiment(settings)
  before?.(experiment.swarm)
  while (experiment.step(slice)) {
    after?.(experiment)
    if (experiment.events > mostEvents) throw new Error(`no end after ${mostEvents} events`)
  }
  after?.(experiment)
  return { experiment, swarm: experiment.swarm, measurements: experiment.measurements() }
}

/** Returns the results of a run without its real time. */
export function summaryOf(settings: SwarmSettings, measurements: Measurements): Summary {
  return summarise('sample', settings.seed, settings, measurements, 1)
}

/** Returns the results that two runs with the same settings must share. */
export function fingerprint(settings: SwarmSettings, options: RunOptions = {}): string {
  const { measurements } = run(settings, options)
  return JSON.stringify(summaryOf(settings, measurements))
}

/** Returns the seconds until each leecher of the group was complete; NaN if it never was. */
export function durations({ measurements }: Run, group: number): number[] {
  const { peers } = measurements
  return hostsOf(measurements, group).map(
    (host) => peers.completionSeconds[host] - peers.arrivalSeconds[host],
  )
}

/** Returns the hosts of a group. */
export function hostsOf({ peers }: Measurements, group: number): number[] {
  return Array.from({ length: peers.count }, (_, host) => host).filter(
    (host) => peers.group[host] === group,
  )
}

/** Steps an experiment to a given time; returns false if it ended before. */
export function stepTo(experiment: Experiment, seconds: number): boolean {
  while (experiment.swarm.simulation.next <= seconds) if (!experiment.step(1)) return false
  return true
}

const GOLDEN_EVENTS = 200_000

/** Returns the trace hash of every shipped scenario after its first events, or at its end. */
export function goldenHashes(): Record<string, string> {
  return Object.fromEntries(shippedScenarios().map(({ name }) => [name, goldenHash(name)]))
}

/** Returns the same hash for one scenario. */
export function goldenHash(name: string): string {
  const experiment = new Experiment(loadScenario(name).settings)
  experiment.step(GOLDEN_EVENTS)
  return experiment.swarm.trace.hash
}
