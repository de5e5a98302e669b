import type { Recording } from '../../../replay/recording.js'
import type { SwarmState } from '../../../replay/swarm-state.js'
import type { SwarmSettings } from '../../../sim/settings.js'
import type { AskedRun } from '../subject.js'

/** What an answer to "why?" is made from: a recording and its state at the moment shown. */
export interface Answer {
  readonly recording: Recording
  /** What the run was made from. */
  readonly settings: SwarmSettings
  readonly state: SwarmState
  /** Which run that is. */
  readonly of: AskedRun
}
