import type { Options } from 'yargs'
import { COMPARED } from '../../lab/summary/compared-metric.js'
import { ENGINE_OPTIONS } from './engine-options.js'
import { POLICY_OPTIONS } from './policy-options.js'
import { SCENARIO_OPTIONS } from './scenario-options.js'

/** The options that `compare` and `ablate` share. */
export function comparisonOptions(kind: string): Readonly<Record<string, Options>> {
  return {
    ...SCENARIO_OPTIONS,
    ...POLICY_OPTIONS,
    replications: {
      type: 'string',
      requiresArg: true,
      defaultDescription: "the scenario's, or 10",
      describe: 'Replications of each variant; number R has the seed SEED/R',
    },
    metric: {
      choices: COMPARED.map(({ key }) => key),
      default: 'meanSeconds',
      requiresArg: true,
      describe: 'Metric to judge by',
    },
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: `Results folder; writes OUT/SCENARIO/${kind}-N/`,
    },
    workers: ENGINE_OPTIONS.workers,
    json: { type: 'boolean', describe: 'Print the comparison as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
  }
}
