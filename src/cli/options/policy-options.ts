import type { Options } from 'yargs'
import { readQuantity } from '../../lab/scenario/units.js'
import { UsageError } from '../usage-error.js'

/** Options that load the user's own policies, for every command that uses policies. */
export const POLICY_OPTIONS = {
  policy: {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'FILE: load a choker or picker of your own (see "sim policy new"); repeatable',
  },
  'decision-budget': {
    type: 'string',
    requiresArg: true,
    defaultDescription: '10 s',
    describe: 'Real-time limit for one decision of a policy from --policy',
  },
} as const satisfies Readonly<Record<string, Options>>

/** The values of those options. */
export interface PolicyArgs {
  readonly policy?: readonly string[]
  readonly decisionBudget?: string
}

/**
 * Calls `act` with the user's own policies registered, and removes them afterwards.
 * @throws PluginError or UsageError if one cannot be used
 */
export async function withPolicies<T>(
  { policy: files = [], decisionBudget }: PolicyArgs,
  act: () => T | Promise<T>,
): Promise<T> {
  if (files.length === 0 && decisionBudget === undefined) return act()
  // Loaded here, since most command lines do not need it.
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
