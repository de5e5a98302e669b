import type { Command } from '../command.js'
import type { ComparisonOptions } from '../compare/comparison-run.js'
import { comparisonOptions } from '../options/comparison-options.js'
import { reportHints } from '../run/scenario-hints.js'
import type { Terminal } from '../terminal/terminal.js'

interface CompareArgs extends ComparisonOptions {
  readonly file: readonly string[]
  readonly vary?: readonly string[]
}

/** Runs variants on common random numbers, and says which differ by how much. */
export const compare: Command<CompareArgs> = {
  name: 'compare',
  operands: '<file..>',
  about: 'Runs variants many times on common random numbers, and says what differs by how much',
  positionals: {
    file: {
      type: 'string',
      array: true,
      describe: 'Scenario files, or names of shipped ones; the first is what others differ from',
    },
  },
  options: {
    vary: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'path=value,value,...: a variant each; given again, each with each',
    },
    ...comparisonOptions('compare'),
  },
  examples: [
    ['sim compare a.json b.json', 'two scenarios of your own'],
    ['sim compare slow-seed --vary peer.picker=rarest-first,random', 'one thing varied'],
    ['sim compare classes --vary peer.slots=2,4,8 --vary peer.choker=tit-for-tat,none', 'a grid'],
  ],
  act: compareAll,
}

async function compareAll(args: CompareArgs, terminal: Terminal, argv: readonly string[]) {
  // Loaded here, as the other commands do without.
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
