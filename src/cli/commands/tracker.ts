import type { Command, CommandGroup } from '../command.js'
import { trackerCheck } from './tracker-check.js'
import { trackerServe } from './tracker-serve.js'

/** The commands for trackers. */
export const tracker: CommandGroup = {
  name: 'tracker',
  about: 'Run a tracker, or check whether trackers answer',
  commands: [trackerServe as Command, trackerCheck as Command],
}
