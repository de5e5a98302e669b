import type { Options } from 'yargs'
import { COMPARED } from '../../lab/summary/compared-metric.js'
import { ENGINE_OPTIONS } from './engine-options.js'
import { POLICY_OPTIONS } from './policy-options.js'
import { SCENARIO_OPTIONS } from './scenario-options.js'

/** The options that `compare` and `ablate` share, as their pages show them. */
export function comparisonOptions(kind: string): Readonly<Record<string, Options>> {
  return {
    ...SCENARIO_OPTIONS,
    ...POLICY_OPTIONS,
    replications: {
      type: 'string',
      requiresArg: true,
      describe:
        'Runs of each variant; run r of all has the seed SEED/r. Default: the most that a ' +
        'scenario asks for, 10 if it says nothing',
    },
    metric: {
      choices: COMPARED.map(({ key }) => key),
      default: 'meanSeconds',
      requiresArg: true,
      describe: 'The figure of the verdict',
    },
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: `Folder of the results: OUT/SCENARIO/${kind}-N/`,
    },
    workers: ENGINE_OPTIONS.workers,
    json: { type: 'boolean', describe: 'Prints the comparison as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Shows no progress' },
  }
}
