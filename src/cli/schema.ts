import type { Command } from './command.js'
import { DONE } from './exit-code.js'

/** Prints what a scenario may say, for editors that complete and check JSON. */
export const schema: Command = {
  name: 'schema',
  operands: '',
  about: 'Prints the JSON Schema of scenario files',
  positionals: {},
  options: {},
  examples: [
    ['sim schema > scenario.schema.json', 'for "$schema" at the top of a scenario of your own'],
  ],
  async act(_args, { stdout }) {
    const { scenarioSchema } = await import('../lab/scenario-schema.js')
    stdout.write(`${JSON.stringify(scenarioSchema(), null, 2)}\n`)
    return DONE
  },
}
