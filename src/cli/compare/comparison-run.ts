import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { comparisonCharts } from '../../lab/charts/comparison-charts.js'
import { type Comparison, compareVariants } from '../../lab/compare/comparison.js'
import type { TextTable } from '../../lab/compare/comparison-table.js'
import type { MetricKey } from '../../lab/summary/compared-metric.js'
import { freshRunDirectory } from '../../machine/output/results.js'
import { pluginsOf } from '../../machine/plugin/used-plugin.js'
import { DONE, FAILED } from '../exit-code.js'
import { engineOf } from '../options/engine-options.js'
import { readNumber } from '../options/number-option.js'
import { prepareOutFolder } from '../run/out-folder.js'
import { reportUnused } from '../run/unused-plugins.js'
import { StopSignal } from '../terminal/stop-signal.js'
import type { Terminal } from '../terminal/terminal.js'
import { draftIn, keepComparison } from './kept-comparison.js'
import { type RunnableVariant, replicate } from './replicate.js'

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
  reportUnused(groups, stderr)
  prepareOutFolder(options.out)
  const stop = new StopSignal(stderr)
  try {
    const quiet = options.quiet === true
    const work = { seed, replications, engine, quiet, stderr, stop }
    const { variants, failures } = await replicate(task.variants, work)
    const pairs = variants[0].runs.length
    for (const { id, reason } of failures) stderr.write(`${id}: ${reason}\n`)
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
