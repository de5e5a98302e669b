import type { Command } from '../command.js'
import type { CrosscheckArgs } from '../compare/crosscheck-run.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { SCENARIO_OPTIONS } from '../options/scenario-options.js'

/** Runs a scenario in the simulator and on real sockets, and says how far they agree. */
export const crosscheck: Command<CrosscheckArgs & { readonly runs?: number }> = {
  name: 'crosscheck',
  operands: '<file>',
  about: 'Runs a scenario simulated and on real sockets, and says how far the two agree',
  positionals: {
    file: { type: 'string', describe: 'A scenario file, or the name of a shipped one' },
  },
  options: {
    ...SCENARIO_OPTIONS,
    ...POLICY_OPTIONS,
    speedup: {
      type: 'number',
      requiresArg: true,
      default: 5,
      describe: 'On sockets time runs, and links are, so many times as fast',
    },
    replications: {
      type: 'number',
      requiresArg: true,
      default: 3,
      describe: 'Runs of each kind, each with its own random seed',
    },
    // The name in earlier versions.
    runs: { type: 'number', requiresArg: true, hidden: true },
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Folder of the results: OUT/SCENARIO/crosscheck-SEED/',
    },
    json: { type: 'boolean', describe: 'Prints the comparison as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Shows no progress' },
  },
  examples: [
    ['sim crosscheck classes --set torrent.size=4MiB --set groups.fast.count=20', 'a small one'],
  ],
  act: async (args, terminal) =>
    (await import('../compare/crosscheck-run.js')).runCrosscheck(
      { ...args, replications: args.runs ?? args.replications },
      terminal,
    ),
}
