import type { Options } from 'yargs'

/** How a command line changes a scenario: one thing in it, or all its chance. */
export const SCENARIO_OPTIONS = {
  set: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'path=value: changes one thing in the scenario; may be given many times',
  },
  seed: { type: 'string', requiresArg: true, describe: 'Names another draw of all chance' },
} as const satisfies Readonly<Record<string, Options>>
