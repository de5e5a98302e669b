import type { Command } from '../command.js'
import { DONE } from '../exit-code.js'
import { POLICY_OPTIONS } from '../options/policy-options.js'
import { SCENARIO_OPTIONS } from '../options/scenario-options.js'
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
}

/** Runs scenarios one after the other and keeps what was measured. */
export const run: Command<RunArgs> = {
  name: 'run',
  operands: '<file..>',
  about: 'Runs scenarios one after the other and keeps what was measured',
  positionals: {
    file: {
      type: 'string',
      array: true,
      describe: 'A scenario file, or the name of a shipped one',
    },
  },
  options: {
    ...SCENARIO_OPTIONS,
    ...POLICY_OPTIONS,
    out: {
      type: 'string',
      requiresArg: true,
      default: 'results',
      describe: 'Folder of the results; a run has OUT/SCENARIO/RUN/',
    },
    until: { type: 'string', requiresArg: true, describe: 'Ends at this simulated time: "2 h"' },
    trace: {
      type: 'boolean',
      describe: 'Keeps every word: trace.csv.gz (index,time,peer,verb,to,a,b)',
    },
    transport: {
      choices: ['simulated', 'tcp'],
      default: 'simulated',
      describe: '"tcp": the same peers on real sockets of this machine, a loopback address each',
    },
    speedup: {
      type: 'number',
      requiresArg: true,
      default: 1,
      describe: 'With tcp: lets time run, and links be, so many times as fast',
    },
    json: { type: 'boolean', describe: 'Prints the summary as one line of JSON a scenario' },
    quiet: { type: 'boolean', describe: 'Shows no progress' },
    'no-charts': { type: 'boolean', describe: 'Tables only; "sim chart" draws them later' },
  },
  examples: [
    ['sim run flashcrowd', 'a shipped scenario'],
    ['sim run flashcrowd --set groups.leechers.count=50', 'the same, smaller'],
    ['sim run mine.json --trace --until "10 min"', 'every word of the first ten minutes'],
    ['sim run classes --set torrent.size=4MiB --transport tcp --speedup 5', 'on real sockets'],
    ['sim run flashcrowd --policy my-choker.ts --set peer.choker=my-choker', 'your own policy'],
    ['sim run mine.json --json | jq .lastFinishSeconds', 'one figure'],
  ],
  act: runAll,
}

async function runAll(args: RunArgs, terminal: Terminal, argv: readonly string[]) {
  // Loaded here, as the other commands do without.
  const { expandPatterns } = await import('../../machine/input/file-pattern.js')
  const { loadScenario } = await import('../../machine/input/scenario-file.js')
  const { prepareOutFolder } = await import('../run/out-folder.js')
  const { runScenario } = await import('../run/scenario-run.js')
  const { refuseSimulatedOnly } = await import('../run/simulated-only.js')
  const { set, seed, until, out } = args
  checkTransport(args)
  // All are loaded before any runs: a mistake in the last must not wait for the first's end.
  const scenarios = expandPatterns(args.file).map((file) =>
    loadScenario(file, { set, seed, until }),
  )
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

function checkTransport({ transport, speedup = 1, trace }: RunArgs): void {
  if (!(speedup > 0 && speedup <= 100)) {
    throw new UsageError(`--speedup: expected a number above 0, 100 at most, found ${speedup}`)
  }
  if (transport === 'tcp' && trace) {
    throw new UsageError('--trace: only what is simulated has a trace, not --transport tcp')
  }
  if (transport !== 'tcp' && speedup !== 1) {
    throw new UsageError('--speedup: a simulation runs as fast as it can; give --transport tcp')
  }
}
