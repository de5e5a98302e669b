import type { CommandGroup } from '../command.js'
import { policyNew } from './policy-new.js'

/** Policies of the user's own. */
export const policy: CommandGroup = {
  name: 'policy',
  about: 'Begins a choker or piece picker of your own',
  commands: [policyNew],
}
