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

/** `sim sweep`: runs a scenario at every point of a grid of parameters. */
export const sweep: Command<SweepArgs> = {
  name: 'sweep',
  operands: '<file>',
  about: 'Run a scenario over a grid of parameters on all cores; can be resumed',
  positionals: {
    file: { type: 'string', describe: 'Sweep file, or the name of a shipped sweep' },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Results folder; writes OUT/NAME/sweep-FINGERPRINT/',
    },
    ...ENGINE_OPTIONS,
    'add-replications': {
      type: 'string',
      requiresArg: true,
      describe: 'Add this many replications to each point; leave it out to resume',
    },
    'until-ci': {
      type: 'string',
      requiresArg: true,
      describe:
        'Stop each point when its 95 % interval is within this share of the mean, e.g. "2%"',
    },
    metric: {
      type: 'string',
      requiresArg: true,
      defaultDescription: 'the first of the sweep',
      describe: 'Metric for --until-ci',
    },
    ...POLICY_OPTIONS,
    json: { type: 'boolean', describe: 'Print one line of JSON per point and metric' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
    'no-charts': { type: 'boolean', describe: 'Write tables only' },
  },
  examples: [
    ['sim sweep crowd-size', 'Run a shipped sweep; the same command resumes it after Ctrl-C'],
    ['sim sweep mine.json --add-replications 10', 'Add ten replications to each point'],
    [
      'sim sweep mine.json --until-ci 2% --metric utilisation',
      'Run until upload use is known to 2 %',
    ],
    [
      'sim sweep mine.json --engine bullmq --redis redis://queue.example:6379',
      'Run on every "sim worker" at that Redis server',
    ],
    [
      'sim schema --sweep > sweep.schema.json',
      'Write the schema that "$schema" in a sweep file can name',
    ],
  ],
  act: runSweep,
}

async function runSweep(args: SweepArgs, terminal: Terminal): Promise<number> {
  // Loaded here, since other commands do not need it.
  const { loadSweep } = await import('../../machine/input/sweep-file.js')
  const batch = await import('../batch/sweep-run.js')
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
    throw new UsageError(
      '--metric: only used with --until-ci; "metrics" in the sweep file sets the rest',
    )
  }
  const loaded = loadSweep(args.file)
  reportHints([loaded], terminal.stderr)
  const stop = new StopSignal(terminal.stderr)
  try {
    return await batch.runSweep(loaded, options, { terminal, stop })
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
