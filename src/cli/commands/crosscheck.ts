import type { Command } from '../command.js'
import type { CrosscheckArgs } from '../compare/crosscheck-run.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { SCENARIO_OPTIONS } from '../options/scenario-options.js'

/** `sim crosscheck`: compares a simulated scenario with the same one on real sockets. */
export const crosscheck: Command<CrosscheckArgs & { readonly runs?: number }> = {
  name: 'crosscheck',
  operands: '<file>',
  about: 'Run a scenario simulated and on real sockets, and compare the two',
  positionals: {
    file: { type: 'string', describe: 'Scenario file, or the name of a shipped scenario' },
  },
  options: {
    ...SCENARIO_OPTIONS,
    ...POLICY_OPTIONS,
    speedup: {
      type: 'number',
      requiresArg: true,
      default: 5,
      describe: 'On sockets: run time and links this many times faster',
    },
    replications: {
      type: 'number',
      requiresArg: true,
      default: 3,
      describe: 'Replications of each kind, each with its own random seed; results are pooled',
    },
    // The name in earlier versions.
    runs: { type: 'number', requiresArg: true, hidden: true },
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Results folder; writes OUT/SCENARIO/crosscheck-seed-SEED/',
    },
    json: { type: 'boolean', describe: 'Print the comparison as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
  },
  examples: [
    [
      'sim crosscheck classes --set torrent.size=4MiB --set groups.fast.count=20',
      'Check a small swarm',
    ],
  ],
  act: async (args, terminal) =>
    (await import('../compare/crosscheck-run.js')).runCrosscheck(
      { ...args, replications: args.runs ?? args.replications },
      terminal,
    ),
}
