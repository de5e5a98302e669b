import type { Recording } from '../../../replay/recording.js'
import type { SwarmState } from '../../../replay/swarm-state.js'

/** What an answer to "why?" is made from: a recording and its state at the moment shown. */
export interface Answer {
  readonly recording: Recording
  readonly state: SwarmState
}
