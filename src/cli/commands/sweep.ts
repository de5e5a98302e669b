import type { Command } from '../command.js'
import { ENGINE_OPTIONS, type EngineArgs, engineOf } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { reportHints } from '../run/scenario-hints.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface SweepArgs extends EngineArgs {
  readonly file: string
  readonly out: string
  readonly addReplications?: string
  readonly untilCi?: string
  readonly metric?: string
  readonly json?: boolean
  readonly quiet?: boolean
  readonly noCharts?: boolean
}

/** Runs a scenario at every point of a grid, many times each, on all cores. */
export const sweep: Command<SweepArgs> = {
  name: 'sweep',
  operands: '<file>',
  about: 'Runs a scenario with many parameters, many times each, on all cores; can be resumed',
  positionals: {
    file: { type: 'string', describe: 'A sweep file, or the name of a shipped one' },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Folder of the results; a sweep has OUT/NAME/sweep-FINGERPRINT/',
    },
    ...ENGINE_OPTIONS,
    'add-replications': {
      type: 'string',
      requiresArg: true,
      describe: 'So many more runs of each point than it was to have; to resume, leave it out',
    },
    'until-ci': {
      type: 'string',
      requiresArg: true,
      describe: '"2%": a point has enough once its 95 % interval is the mean +- 2 % or narrower',
    },
    metric: {
      type: 'string',
      requiresArg: true,
      describe: 'What --until-ci looks at. Default: the first metric of the sweep',
    },
    ...POLICY_OPTIONS,
    json: { type: 'boolean', describe: 'Prints a line of JSON a point and metric' },
    quiet: { type: 'boolean', describe: 'Shows no progress' },
    'no-charts': { type: 'boolean', describe: 'Tables only' },
  },
  examples: [
    ['sim sweep crowd-size', 'a shipped sweep; the same again resumes it after Ctrl-C or worse'],
    ['sim sweep mine.json --add-replications 10', 'ten more runs of each point'],
    ['sim sweep mine.json --until-ci 2% --metric utilisation', 'no more runs than that takes'],
    ['sim sweep mine.json --engine bullmq --redis redis://HOST', 'by every "sim worker" there'],
    ['sim schema --sweep > sweep.schema.json', 'for "$schema" at the top of a sweep of your own'],
  ],
  act: runSweep,
}

async function runSweep(args: SweepArgs, terminal: Terminal): Promise<number> {
  // Loaded here, as the other commands do without.
  const { loadSweep } = await import('../../machine/input/sweep-file.js')
  const { runSweep: workSweepOff } = await import('../batch/sweep-run.js')
  const { addReplications, untilCi, json = false, quiet = false } = args
  const most = { least: 1, most: 10_000 }
  const options = {
    ...args,
    json,
    quiet,
    engine: await engineOf(args),
    addReplications:
      addReplications === undefined ? 0 : readNumber('add-replications', addReplications, most),
    untilHalfWidth: untilCi === undefined ? undefined : readHalfWidth(untilCi),
  }
  if (args.metric !== undefined && untilCi === undefined) {
    throw new UsageError('--metric: only --until-ci looks at it; the sweep file says what to chart')
  }
  const loaded = loadSweep(args.file)
  reportHints([loaded], terminal.stderr)
  const stop = new StopSignal(terminal.stderr)
  try {
    return await workSweepOff(loaded, options, { terminal, stop })
  } finally {
    stop.close()
  }
}

/** "2%" as 0.02. */
function readHalfWidth(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)
  const share = match ? Number(match[1]) / 100 : Number.NaN
  if (share > 0 && share < 1) return share
  throw new UsageError(`--until-ci: expected a share such as "2%", found "${text}"`)
}
