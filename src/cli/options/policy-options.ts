import type { Options } from 'yargs'
import { readQuantity } from '../../lab/scenario/units.js'
import { UsageError } from '../usage-error.js'

/** Policies of the user's own, for every command that takes the name of one. */
export const POLICY_OPTIONS = {
  policy: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe:
      'FILE: a choker or picker of your own (see "sim policy new"); may be given many times',
  },
  'decision-budget': {
    type: 'string',
    requiresArg: true,
    describe: 'How long it may take to decide, by the clock on the wall. Default: "10 s"',
  },
} as const satisfies Readonly<Record<string, Options>>

/** What those options say. */
export interface PolicyArgs {
  readonly policy?: readonly string[]
  readonly decisionBudget?: string
}

/**
 * Does something while the user's own policies can be had by their names.
 * @throws PluginError or UsageError if one cannot be used
 */
export async function withPolicies<T>(
  { policy: files = [], decisionBudget }: PolicyArgs,
  act: () => T | Promise<T>,
): Promise<T> {
  if (files.length === 0 && decisionBudget === undefined) return act()
  // Loaded here, as most commands do without.
  const { usePlugins } = await import('../../machine/plugin/plugins.js')
  const remove = usePlugins({
    files: files.map((file) => ({ file })),
    budgetSeconds: decisionBudget === undefined ? undefined : readBudget(decisionBudget),
  })
  try {
    return await act()
  } finally {
    remove()
  }
}

function readBudget(text: string): number {
  const seconds = readQuantity('time', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (seconds >= 0.1 && seconds <= 3600) return seconds
  throw new UsageError(`--decision-budget: expected a time from 0.1 s to 1 h, found "${text}"`)
}
