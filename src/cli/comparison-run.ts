import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { MetricKey } from '../lab/compared-metric.js'
import { type Comparison, compareVariants } from '../lab/comparison.js'
import { comparisonCharts } from '../lab/comparison-charts.js'
import type { TextTable } from '../lab/comparison-table.js'
import { pluginsOf } from '../lab/plugin/used-plugin.js'
import { freshRunDirectory } from '../lab/results.js'
import { engineOf } from './engine-options.js'
import { DONE, FAILED } from './exit-code.js'
import { draftIn, keepComparison } from './kept-comparison.js'
import { readNumber } from './number-option.js'
import { prepareOutFolder } from './out-folder.js'
import { type RunnableVariant, replicate } from './replicate.js'
import { StopSignal } from './stop-signal.js'
import type { Terminal } from './terminal.js'
import { tellUnused } from './unused-plugins.js'

/** The options that `compare` and `ablate` share. */
export interface ComparisonOptions {
  readonly set?: readonly string[]
  readonly seed?: string
  readonly replications?: string
  readonly workers?: string
  readonly metric: MetricKey
  readonly out: string
  readonly json?: boolean
  readonly quiet?: boolean
}

/** What is compared, and how it is shown. */
export interface ComparisonTask {
  readonly kind: 'compare' | 'ablate'
  /** The scenario's name: its folder among the results. */
  readonly name: string
  /** What is compared, above the page and in its charts. */
  readonly title: string
  readonly seed: string
  /** Runs of each variant if the command line says nothing. */
  readonly replications: number
  readonly variants: readonly RunnableVariant[]
  readonly notes: readonly string[]
  readonly text: (comparison: Comparison) => string
  readonly tables: (comparison: Comparison) => TextTable[]
}

/** Runs variants, compares, keeps and tells; answers the exit code. */
export async function runComparison(
  task: ComparisonTask,
  options: ComparisonOptions,
  terminal: Terminal,
  argv: readonly string[],
): Promise<number> {
  const { stdout, stderr } = terminal
  const { name, seed, kind, title, notes } = task
  const said = options.replications ?? String(task.replications)
  const replications = readNumber('replications', said, { least: 2, most: 10_000 })
  const engine = await engineOf({ workers: options.workers })
  const groups = task.variants.flatMap(({ settings }) => settings.groups)
  tellUnused(groups, stderr)
  prepareOutFolder(options.out)
  const stop = new StopSignal(stderr)
  try {
    const quiet = options.quiet === true
    const work = { seed, replications, engine, quiet, stderr, stop }
    const { variants, failures } = await replicate(task.variants, work)
    const pairs = variants[0].runs.length
    for (const { id, why } of failures) stderr.write(`${id}: ${why}\n`)
    if (pairs < replications) stderr.write(`${lack(pairs, replications)}\n`)
    if (pairs < 2) return stop.exitCode ?? FAILED
    const comparison = compareVariants(variants, { name, seed, metric: options.metric })
    const parent = dirname(freshRunDirectory(options.out, name, seed))
    stop.beforeQuitting = () => rmSync(draftIn(parent), { recursive: true, force: true })
    const kept = await keepComparison(parent, {
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
  }
}

function lack(pairs: number, wanted: number): string {
  if (pairs < 2) return 'fewer than two replications are complete: nothing is compared'
  return `only the ${pairs} of ${wanted} replications that are complete are compared`
}
