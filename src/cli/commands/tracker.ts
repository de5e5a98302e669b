import type { Command, CommandGroup } from '../command.js'
import { trackerCheck } from './tracker-check.js'
import { trackerServe } from './tracker-serve.js'

/** What has to do with trackers. */
export const tracker: CommandGroup = {
  name: 'tracker',
  about: 'Runs a tracker, or checks whether trackers answer',
  commands: [trackerServe as Command, trackerCheck as Command],
}
