import type { CommandGroup } from '../command.js'
import { policyNew } from './policy-new.js'

/** `sim policy`: commands for chokers and pickers of the user's own. */
export const policy: CommandGroup = {
  name: 'policy',
  about: 'Create a choker or piece picker of your own',
  commands: [policyNew],
}
