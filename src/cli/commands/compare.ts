import type { Command } from '../command.js'
import type { ComparisonOptions } from '../compare/comparison-run.js'
import { comparisonOptions } from '../options/comparison-options.js'
import { reportHints } from '../run/scenario-hints.js'
import type { Terminal } from '../terminal/terminal.js'

interface CompareArgs extends ComparisonOptions {
  readonly file: readonly string[]
  readonly vary?: readonly string[]
  readonly baseline?: string
}

/** `sim compare`: runs variants under the same seeds and tests how much they differ. */
export const compare: Command<CompareArgs> = {
  name: 'compare',
  operands: '<file..>',
  about: 'Compare variants over repeated, seed-matched runs, with 95 % intervals',
  positionals: {
    file: {
      type: 'string',
      array: true,
      describe:
        'Scenario files or names of shipped scenarios; the first is the baseline, unless ' +
        '--baseline names another',
    },
  },
  options: {
    vary: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'PATH=VALUE,VALUE,...: one variant per value; repeat it for all combinations',
    },
    baseline: {
      type: 'string',
      requiresArg: true,
      describe: 'NAME: compare the other variants with this one',
    },
    ...comparisonOptions('compare'),
  },
  examples: [
    ['sim compare a.json b.json', 'Compare two scenarios of your own'],
    ['sim compare slow-seed --vary peer.picker=rarest-first,random', 'Compare two piece pickers'],
    ['sim compare tree mesh swarm --baseline swarm', 'Compare the other models with a swarm'],
    [
      'sim compare classes --vary peer.slots=2,4 --vary peer.optimisticSlots=0,1',
      'Compare all four combinations',
    ],
  ],
  act: compareAll,
}

async function compareAll(args: CompareArgs, terminal: Terminal, argv: readonly string[]) {
  // Loaded here, since other commands do not need it.
  const { comparedTitle, loadVariants } = await import('../compare/variants.js')
  const { runComparison } = await import('../compare/comparison-run.js')
  const { comparisonText } = await import('../compare/comparison-text.js')
  const variants = loadVariants(args.file, args)
  reportHints(
    variants.map(({ scenario }) => scenario),
    terminal.stderr,
  )
  const [{ scenario }] = variants
  const { name } = scenario
  return runComparison(
    {
      kind: 'compare',
      name,
      title: comparedTitle(variants),
      seed: args.seed ?? scenario.settings.seed,
      replications: Math.max(...variants.map((variant) => variant.scenario.replications)),
      variants: variants.map((variant) => ({ ...variant, settings: variant.scenario.settings })),
      notes: [],
      text: comparisonText,
      tables: () => [],
    },
    args,
    terminal,
    argv,
  )
}
