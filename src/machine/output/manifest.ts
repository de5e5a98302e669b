import type { Measurements } from '../../lab/run/measurements.js'
import type { UsedPlugin } from '../plugin/used-plugin.js'

/** What a result folder says of the run that filled it: enough to run it again. */
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
  /** Not simulated but on real sockets, with time so many times as fast. */
  readonly tcp?: { readonly speedup: number; readonly latestSeconds: number }
  /** What followed the program's name on the command line. */
  readonly argv: readonly string[]
  /** The scenario with everything filled in, and the file that it was read from. */
  readonly scenario: unknown
  readonly scenarioFile: string
  /** The plug-ins that its peers had. */
  readonly plugins?: readonly UsedPlugin[]
  readonly seed: string
  readonly traceHash: string
  readonly events: number
  readonly ended: Measurements['ended']
  readonly cpuSeconds: number
  readonly wallSeconds: number
  /** Fingerprint of the expanded scenario: tells whether `scenario` was changed since. */
  readonly scenarioFingerprint?: string
  /**
   * Where a simulated run was after every so many words, comma between them: the first 8 digits of
   * its digest, the event, the simulated second.
   */
  readonly traceCheckpoints?: { readonly wordsPerCheckpoint: number; readonly checkpoints: string }
}
