import type { Options } from 'yargs'

/** Options that change a scenario: one of its settings, or its random seed. */
export const SCENARIO_OPTIONS = {
  set: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'PATH=VALUE: change one scenario setting, e.g. torrent.size=4MiB; repeatable',
  },
  seed: {
    type: 'string',
    requiresArg: true,
    defaultDescription: "the scenario's",
    describe: 'Random seed; the same seed repeats the run',
  },
} as const satisfies Readonly<Record<string, Options>>
