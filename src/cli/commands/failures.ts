import type { Command } from '../command.js'
import type { Replicated } from '../compare/replicate.js'
import { DONE, FAILED } from '../exit-code.js'
import { ENGINE_OPTIONS, engineOf } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import { SCENARIO_OPTIONS } from '../options/scenario-options.js'
import { reportHints } from '../run/scenario-hints.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'

interface FailuresArgs {
  readonly file: readonly string[]
  readonly set?: readonly string[]
  readonly seed?: string
  readonly replications: string
  readonly workers?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** `sim failures`: fails something halfway through each scenario and shows who still finishes. */
export const failures: Command<FailuresArgs> = {
  name: 'failures',
  operands: '<file..>',
  about: 'Fail the origin, a peer, a link or the tracker, and show who still finishes',
  positionals: {
    file: {
      type: 'string',
      array: true,
      describe: 'Scenario files or names of shipped scenarios',
    },
  },
  options: {
    ...SCENARIO_OPTIONS,
    replications: {
      type: 'string',
      requiresArg: true,
      default: '1',
      describe: 'Replications of each scenario and failure; number R has the seed SEED/R',
    },
    workers: ENGINE_OPTIONS.workers,
    json: { type: 'boolean', describe: 'Print the outcomes as one line of JSON' },
    quiet: { type: 'boolean', describe: 'Show no progress' },
  },
  examples: [
    ['sim failures scenarios/models/*.json', 'Find the single points of failure of each model'],
    [
      'sim failures scenarios/models/*.json --set model.heals=false',
      'The same if lost connections are never replaced',
    ],
  ],
  act: failAll,
}

async function failAll(args: FailuresArgs, { stdout, stderr }: Terminal) {
  // Loaded here, since other commands do not need it.
  const { expandPatterns } = await import('../../machine/input/file-pattern.js')
  const { loadScenario } = await import('../../machine/input/scenario-file.js')
  const lab = await import('../../lab/compare/failures.js')
  const { drawTable } = await import('../terminal/text-table.js')
  const { replicate } = await import('../compare/replicate.js')
  const replications = readNumber('replications', args.replications, { least: 1, most: 1000 })
  const engine = await engineOf({ workers: args.workers })
  const scenarios = expandPatterns(args.file).map((file) => loadScenario(file, { set: args.set }))
  reportHints(scenarios, stderr)
  const stop = new StopSignal(stderr)
  try {
    const how = {
      replications,
      engine,
      quiet: args.quiet === true,
      outcome: () => 'nothing is kept',
    }
    const limits = { ...how, seed: args.seed ?? scenarios[0].settings.seed, stderr, stop }
    const plain = scenarios.map(({ file, settings }) => ({ name: file, sets: {}, settings }))
    const before = await replicate(plain, limits)
    if (stop.received || reportFailures(before, stderr)) return stop.exitCode ?? FAILED
    const [nothing, ...losses] = lab.FAILURES
    const cases = scenarios.flatMap(({ name, file, settings }, s) => {
      const finishes = before.variants[s].runs.map(({ summary }) => summary.lastFinishSeconds ?? 0)
      return losses.map((failure) => ({
        name: `${file}, ${failure.name}`,
        sets: {},
        settings: lab.withFailure(settings, failure, Math.max(...finishes)),
        model: name,
        failure,
      }))
    })
    const after = await replicate(cases, limits)
    if (stop.received || reportFailures(after, stderr)) return stop.exitCode ?? FAILED
    const outcomes = [
      ...scenarios.map(({ name, settings }, s) => {
        const runs = before.variants[s].runs.map(({ summary }) => summary)
        return lab.outcomeOf(name, nothing, settings, runs)
      }),
      ...cases.map(({ model, failure, settings }, c) => {
        const runs = after.variants[c].runs.map(({ summary }) => summary)
        return lab.outcomeOf(model, failure, settings, runs)
      }),
    ]
    if (args.json) stdout.write(`${JSON.stringify(outcomes)}\n`)
    else {
      stdout.write(drawTable(lab.failuresTable(outcomes), false, stdout.columns))
      stdout.write(`\nSingle points of failure\n`)
      for (const line of lab.singlePoints(outcomes)) stdout.write(`  ${line}\n`)
    }
    return DONE
  } finally {
    stop.close()
  }
}

/** Prints which runs failed and why; returns whether any did. */
function reportFailures({ failures }: Replicated, stderr: Terminal['stderr']): boolean {
  for (const { id, reason } of failures) stderr.write(`${id}: ${reason}\n`)
  return failures.length > 0
}
