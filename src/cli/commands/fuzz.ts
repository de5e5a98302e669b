import { RULES, ruleOf } from '../../lab/fuzz/fault.js'
import { readQuantity } from '../../lab/scenario/units.js'
import { numberText } from '../../lab/summary/metric-text.js'
import type { Command } from '../command.js'
import { DONE, FAILED } from '../exit-code.js'
import { MAX_THREADS } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import { POLICY_OPTIONS, type PolicyArgs } from '../options/policy-options.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface FuzzArgs extends PolicyArgs {
  readonly for?: string
  readonly runs?: string
  readonly seed?: string
  readonly workers?: string
  readonly ignore?: readonly string[]
  readonly replay?: string
  readonly out: string
  readonly quiet?: boolean
}

/** How long it looks for faults if neither time nor runs are given, seconds. */
const DEFAULT_SECONDS = 60

/** `sim fuzz`: looks for scenarios that break the rules of the simulated world. */
export const fuzz: Command<FuzzArgs> = {
  name: 'fuzz',
  operands: '',
  about: 'Check random small swarms for broken rules, and policies of your own with them',
  positionals: {},
  options: {
    for: {
      type: 'string',
      requiresArg: true,
      defaultDescription: '1 min, or no limit with --runs',
      describe: 'Real time to search, e.g. "10 min"',
    },
    runs: {
      type: 'string',
      requiresArg: true,
      defaultDescription: 'no limit',
      describe: 'Number of random scenarios',
    },
    seed: {
      type: 'string',
      requiresArg: true,
      defaultDescription: 'the date',
      describe: 'Random seed: the same seed gives the same scenarios',
    },
    workers: {
      type: 'string',
      requiresArg: true,
      defaultDescription: 'one per core',
      describe: 'Threads',
    },
    ignore: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'RULE: do not report this rule (listed below); repeatable',
    },
    replay: {
      type: 'string',
      requiresArg: true,
      describe: 'Check this scenario file only',
    },
    ...POLICY_OPTIONS,
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results/fuzz',
      describe: 'Folder for the scenarios that break a rule',
    },
    quiet: { type: 'boolean', describe: 'Show no progress' },
  },
  examples: [
    ['sim fuzz', 'Search for a minute with the seed of the day'],
    ['sim fuzz --for "10 min" --seed 7', 'Search for ten minutes with this seed'],
    ['sim fuzz --policy my-choker.ts --runs 200', 'Check a choker of your own in 200 swarms'],
    ['sim fuzz --replay results/fuzz/slots.json', 'Check a scenario that broke a rule again'],
  ],
  note:
    'The first scenario that breaks a rule is made as small as possible and written as a ' +
    'scenario file. A choker from --policy must serve at most `slots` neighbours; leave that out ' +
    `with --ignore slots.\n\nRules: ${Object.keys(RULES).join(', ')}.`,
  act: startFuzz,
}

async function startFuzz(args: FuzzArgs, terminal: Terminal): Promise<number> {
  const { ignore = [], replay } = args
  for (const rule of ignore) {
    if (rule in RULES) continue
    throw new UsageError(`--ignore: expected ${Object.keys(RULES).join(', ')}; found "${rule}"`)
  }
  if (replay !== undefined) return replayFile(replay, args, terminal)
  // Loaded here, since other commands do not need it.
  const { runFuzz } = await import('../fuzz/fuzz-run.js')
  const { defaultThreads } = await import('../../machine/workers/thread-pool.js')
  const seed = args.seed ?? new Date().toISOString().slice(0, 10)
  const isUnlimited = args.runs !== undefined && args.for === undefined
  const stop = new StopSignal(terminal.stderr)
  try {
    const plan = {
      seed,
      forSeconds: isUnlimited ? Number.POSITIVE_INFINITY : readTime(args.for),
      runs: readNumber('runs', args.runs ?? '1000000000', { least: 1, most: 1e9 }),
      threads:
        args.workers === undefined
          ? defaultThreads()
          : readNumber('workers', args.workers, { least: 1, most: MAX_THREADS }),
      out: args.out,
      ignore,
      quiet: args.quiet === true,
      policies: args,
    }
    return await runFuzz(plan, terminal, stop)
  } finally {
    stop.close()
  }
}

async function replayFile(
  file: string,
  { ignore = [], quiet = false }: FuzzArgs,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const { checkScenario } = await import('../../lab/fuzz/check-run.js')
  const { loadScenario } = await import('../../machine/input/scenario-file.js')
  const { isFindingOf, ruleText } = await import('../fuzz/finding-file.js')
  const { FuzzProgress } = await import('../fuzz/fuzz-progress.js')
  const { name, scenario } = loadScenario(file)
  // The limit suits small random swarms: a scenario of the user's may well have more events.
  const limit = isFindingOf('endless', scenario) ? {} : { mostEvents: Number.POSITIVE_INFINITY }
  const progress = new FuzzProgress(stderr, quiet)
  const onEvents = (events: number) =>
    progress.show(() => `${name}: checked ${numberText(events)} events`)
  const { faults: all } = checkScenario(scenario, { ...limit, onEvents })
  progress.end()
  const faults = all.filter(({ rule }) => !ignore.includes(ruleOf(rule)))
  for (const { rule, what } of faults) stdout.write(`${ruleText(rule)}:\n  ${what}\n`)
  if (faults.length > 0) return FAILED
  stdout.write(`${file}: no rule is broken\n`)
  return DONE
}

function readTime(text: string | undefined): number {
  if (text === undefined) return DEFAULT_SECONDS
  const seconds = readQuantity('time', /^[\d.]+$/.test(text) ? Number(text) : text)
  if (seconds > 0) return seconds
  throw new UsageError(`--for: expected a time above 0, e.g. "10 min", found "${text}"`)
}
