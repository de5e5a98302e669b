import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { comparisonCharts } from '../../lab/charts/comparison-charts.js'
import { type Comparison, compareVariants } from '../../lab/compare/comparison.js'
import type { ComparedKey } from '../../lab/summary/compared-metric.js'
import type { TextTable } from '../../lab/summary/text-table.js'
import { freshRunDirectory } from '../../machine/output/results.js'
import { pluginsOf } from '../../machine/plugin/used-plugin.js'
import { DONE, FAILED } from '../exit-code.js'
import { engineOf } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import { prepareOutFolder, removeIfEmpty } from '../run/out-folder.js'
import { reportUnused } from '../run/unused-plugins.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { draftIn, saveComparison } from './comparison-files.js'
import { type RunnableVariant, replicate } from './replicate.js'

/** The options that `compare` and `ablate` share. */
export interface ComparisonOptions {
  readonly set?: readonly string[]
  readonly seed?: string
  readonly replications?: string
  readonly workers?: string
  readonly metric: ComparedKey
  readonly out: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** A comparison to make and how to show it. */
export interface ComparisonTask {
  readonly kind: 'compare' | 'ablate'
  /** Name of the scenario, which names the folder of the results. */
  readonly name: string
  /** Title of the page and its charts. */
  readonly title: string
  readonly seed: string
  /** Replications of each variant if the command line gives no number. */
  readonly replications: number
  readonly variants: readonly RunnableVariant[]
  readonly notes: readonly string[]
  readonly text: (comparison: Comparison) => string
  readonly tables: (comparison: Comparison) => TextTable[]
}

/** Runs and compares variants, saves and prints the comparison; returns the exit code. */
export async function runComparison(
  task: ComparisonTask,
  options: ComparisonOptions,
  terminal: Terminal,
  argv: readonly string[],
): Promise<number> {
  const { stdout, stderr } = terminal
  const { name, seed, kind, title, notes } = task
  const given = options.replications ?? String(task.replications)
  const replications = readNumber('replications', given, { least: 2, most: 10_000 })
  const engine = await engineOf({ workers: options.workers })
  const groups = task.variants.flatMap(({ settings }) => settings.groups)
  reportUnused(groups, stderr)
  const discard = prepareOutFolder(options.out)
  const stop = new StopSignal(stderr)
  stop.beforeQuitting = discard
  try {
    const quiet = options.quiet === true
    const work = { seed, replications, engine, quiet, stderr, stop, outcome: outcomeOf }
    const { variants, failures } = await replicate(task.variants, work)
    const pairs = variants[0].runs.length
    for (const { id, reason } of failures) stderr.write(`${id}: ${reason}\n`)
    if (pairs < replications) stderr.write(`${missingNote(pairs, replications)}\n`)
    if (pairs < 2) return stop.exitCode ?? FAILED
    const comparison = compareVariants(variants, { name, seed, metric: options.metric })
    const parent = dirname(freshRunDirectory(options.out, name, seed))
    stop.beforeQuitting = () => {
      rmSync(draftIn(parent), { recursive: true, force: true })
      removeIfEmpty(parent)
      discard()
    }
    const kept = await saveComparison(parent, {
      kind,
      title,
      comparison,
      argv,
      notes,
      plugins: pluginsOf(groups),
      tables: task.tables(comparison),
      variants,
      charts: comparisonCharts(title, comparison, variants),
    })
    stdout.write(options.json ? `${JSON.stringify(comparison)}\n` : task.text(comparison))
    if (!options.json) stdout.write(`\nreport: ${kept}\n`)
    return stop.exitCode ?? (failures.length > 0 ? FAILED : DONE)
  } finally {
    stop.close()
    discard()
  }
}

/** What becomes of so many complete replications if a signal stops a comparison. */
function outcomeOf(complete: number): string {
  if (complete < 2) return 'fewer than two replications are complete, so nothing is kept'
  return `the ${complete} complete replications are compared`
}

function missingNote(pairs: number, wanted: number): string {
  if (pairs < 2) return 'fewer than two replications are complete, so there is nothing to compare'
  return `comparing only the ${pairs} of ${wanted} replications that are complete`
}
