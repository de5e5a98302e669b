import type { Measurements } from '../../lab/run/measurements.js'
import type { UsedPlugin } from '../plugin/used-plugin.js'

/** Describes a run in its result folder: enough to run it again. */
export interface Manifest {
  /** Version of the folder's format. */
  readonly version: 1
  readonly program: string
  readonly programVersion: string
  /** The Node version and the platform, for instance `v20.19.0` and `linux x64`. */
  readonly node: string
  readonly platform: string
  /** When the run began, ISO 8601. */
  readonly startedAt: string
  /** Present for a run on real sockets: the speed-up of time, and the largest delay. */
  readonly tcp?: { readonly speedup: number; readonly latestSeconds: number }
  /** The arguments of the command line. */
  readonly argv: readonly string[]
  /** The scenario with all defaults filled in, and its file. */
  readonly scenario: unknown
  readonly scenarioFile: string
  /** The plug-ins that its peers used. */
  readonly plugins?: readonly UsedPlugin[]
  readonly seed: string
  readonly traceHash: string
  readonly events: number
  readonly ended: Measurements['ended']
  readonly cpuSeconds: number
  readonly wallSeconds: number
  /** Fingerprint of the expanded scenario, which reveals later changes of `scenario`. */
  readonly scenarioFingerprint?: string
  /**
   * Checkpoints of the trace of a simulated run after equal numbers of messages: the first 8 digits
   * of its digest, the event, the simulated second.
   */
  readonly traceCheckpoints?: { readonly wordsPerCheckpoint: number; readonly checkpoints: string }
}
