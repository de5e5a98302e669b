import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { SCENARIO_OPTIONS } from '../options/scenario-options.js'
import { reportHints } from '../run/scenario-hints.js'
import type { RunOptions } from '../run/scenario-run.js'
import { reportUnused } from '../run/unused-plugins.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface RunArgs extends RunOptions {
  readonly file: readonly string[]
  readonly set?: readonly string[]
  readonly seed?: string
  readonly until?: string
  readonly open?: boolean
}

/** `sim run`: runs scenarios one after the other and writes their results. */
export const run: Command<RunArgs> = {
  name: 'run',
  operands: '<file..>',
  about: 'Run scenarios and write their tables, charts and reports',
  positionals: {
    file: {
      type: 'string',
      array: true,
      describe: 'Scenario file, or the name of a shipped scenario',
    },
  },
  options: {
    ...SCENARIO_OPTIONS,
    ...POLICY_OPTIONS,
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Results folder; each run gets OUT/SCENARIO/seed-SEED/',
    },
    until: {
      type: 'string',
      requiresArg: true,
      describe: 'Stop at this simulated time, e.g. "2 h"',
    },
    trace: {
      type: 'boolean',
      describe: 'Also write every message: trace.csv.gz (index,time,peer,verb,to,a,b)',
    },
    record: {
      type: 'boolean',
      describe: 'Also write a recording: recording.bin.gz, for "sim trace" and "sim replay"',
    },
    transport: {
      choices: ['simulated', 'tcp'],
      default: 'simulated',
      describe: 'Simulate, or run the same peers on real sockets of this machine',
    },
    speedup: {
      type: 'number',
      requiresArg: true,
      default: 1,
      describe: 'With --transport tcp: run time and links this many times faster',
    },
    open: { type: 'boolean', describe: 'Show the report in a browser when the run is done' },
    json: { type: 'boolean', describe: 'Print the summary of each scenario as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
    'no-charts': {
      type: 'boolean',
      describe: 'Write tables only; "sim chart" draws the charts later',
    },
  },
  examples: [
    ['sim run flashcrowd', 'Run a shipped scenario'],
    ['sim run flashcrowd --set groups.leechers.count=50', 'Run it with 50 leechers'],
    ['sim run mine.json --trace --until "10 min"', 'Record every message of the first ten minutes'],
    ['sim run classes --record', 'Record every block and choke for "sim trace" and "sim replay"'],
    ['sim run classes --set torrent.size=4MiB --transport tcp --speedup 5', 'Run on real sockets'],
    [
      'sim run flashcrowd --policy my-choker.ts --set peer.choker=my-choker',
      'Give every peer a choker of your own',
    ],
    ['sim run flashcrowd --json --quiet | jq .lastFinishSeconds', 'Print one metric'],
  ],
  act: runAll,
}

async function runAll(args: RunArgs, terminal: Terminal, argv: readonly string[]) {
  // Loaded here, since other commands do not need it.
  const { expandPatterns } = await import('../../machine/input/file-pattern.js')
  const { loadScenario } = await import('../../machine/input/scenario-file.js')
  const { prepareOutFolder } = await import('../run/out-folder.js')
  const { runScenario } = await import('../run/scenario-run.js')
  const { refuseSimulatedOnly } = await import('../run/simulated-only.js')
  const { set, seed, until, out } = args
  checkTransport(args)
  if (args.open && args.noCharts) {
    throw new UsageError('--open: without charts there is no report; leave out --no-charts')
  }
  // All are loaded before any runs, so that an error in the last is reported at once.
  const scenarios = expandPatterns(args.file).map((file) =>
    loadScenario(file, { set, seed, until }),
  )
  reportHints(scenarios, terminal.stderr)
  if (args.transport === 'tcp') scenarios.forEach(refuseSimulatedOnly)
  reportUnused(
    scenarios.flatMap(({ settings }) => settings.groups),
    terminal.stderr,
  )
  prepareOutFolder(out)
  const stop = new StopSignal(terminal.stderr)
  try {
    for (const scenario of scenarios) {
      const code = await runScenario(scenario, args, { terminal, stop, argv })
      if (code !== DONE || stop.received) return stop.exitCode ?? code
    }
    return DONE
  } finally {
    stop.close()
  }
}

function checkTransport({ transport, speedup = 1, trace, record }: RunArgs): void {
  if (!(speedup > 0 && speedup <= 100)) {
    throw new UsageError(`--speedup: expected a number above 0 and at most 100, found ${speedup}`)
  }
  if (transport === 'tcp' && trace) {
    throw new UsageError('--trace: a run on real sockets has no trace; leave out --trace')
  }
  if (transport === 'tcp' && record) {
    throw new UsageError('--record: only simulated runs are recorded; leave out --record')
  }
  if (transport !== 'tcp' && speedup !== 1) {
    throw new UsageError(
      '--speedup: only real sockets need it; add --transport tcp or leave it out',
    )
  }
}
