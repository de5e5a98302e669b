import type { Command } from '../command.js'
import type { ComparisonOptions } from '../compare/comparison-run.js'
import { comparisonOptions } from '../options/comparison-options.js'
import { reportHints } from '../run/scenario-hints.js'
import type { Terminal } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'

interface AblateArgs extends ComparisonOptions {
  readonly file: string
}

/** `sim ablate`: switches off one mechanism at a time and measures the effect. */
export const ablate: Command<AblateArgs> = {
  name: 'ablate',
  operands: '<file>',
  about: 'Switch off one peer mechanism at a time and measure the effect',
  positionals: {
    file: { type: 'string', describe: 'Scenario file, or the name of a shipped scenario' },
  },
  options: comparisonOptions('ablate'),
  examples: [
    ['sim ablate slow-seed', 'Measure what each mechanism contributes under a slow seed'],
    [
      'sim ablate flashcrowd --set groups.leechers.count=100 --metric p95Seconds',
      'A smaller crowd, judged by the 95th percentile of download times',
    ],
  ],
  act: ablateAll,
}

async function ablateAll(args: AblateArgs, terminal: Terminal, argv: readonly string[]) {
  // Loaded here, since other commands do not need it.
  const { loadScenario } = await import('../../machine/input/scenario-file.js')
  const { MECHANISMS, without } = await import('../../lab/compare/ablation.js')
  const { ablationTable, leftOutNotes } = await import('../../lab/compare/ablation-table.js')
  const { ablationText } = await import('../compare/comparison-text.js')
  const { runComparison } = await import('../compare/comparison-run.js')
  const scenario = loadScenario(args.file, { set: args.set })
  const { name, settings, replications } = scenario
  reportHints([scenario], terminal.stderr)
  const mechanisms = MECHANISMS.filter((one) => without(one, settings) !== undefined)
  if (mechanisms.length === 0) {
    throw new UsageError(`${name}: no group uses a mechanism that can be switched off`)
  }
  const notes = leftOutNotes(MECHANISMS.filter((one) => !mechanisms.includes(one)))
  const ablated = mechanisms.map((one) => ({
    name: `without ${one.name}`,
    sets: { without: one.name },
    settings: without(one, settings) ?? settings,
  }))
  return runComparison(
    {
      kind: 'ablate',
      name,
      title: `${name}: effect of each mechanism`,
      seed: args.seed ?? settings.seed,
      replications,
      variants: [{ name: 'all mechanisms', sets: {}, settings }, ...ablated],
      notes,
      text: (comparison) => ablationText(comparison, mechanisms, notes),
      tables: (comparison) => [ablationTable(comparison, mechanisms)],
    },
    args,
    terminal,
    argv,
  )
}
