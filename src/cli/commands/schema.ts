import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'

interface SchemaArgs {
  readonly sweep?: boolean
}

/** Prints a JSON Schema, for editors that complete and check JSON. */
export const schema: Command<SchemaArgs> = {
  name: 'schema',
  operands: '',
  about: 'Print the JSON Schema of scenario files, or of sweep files',
  positionals: {},
  options: {
    ...POLICY_OPTIONS,
    sweep: { type: 'boolean', describe: 'Print the schema of sweep files' },
  },
  examples: [
    ['sim schema > scenario.schema.json', 'Write the schema that "$schema" in a scenario can name'],
  ],
  async act({ sweep }, { stdout }) {
    const { scenarioSchema } = await import('../../lab/scenario/schema.js')
    const { sweepSchema } = await import('../../lab/sweep/schema.js')
    stdout.write(`${JSON.stringify(sweep ? sweepSchema() : scenarioSchema(), null, 2)}\n`)
    return DONE
  },
}
