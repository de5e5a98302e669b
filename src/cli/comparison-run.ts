import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Chart } from '../lab/chart.js'
import type { MetricKey } from '../lab/compared-metric.js'
import { type Comparison, compareVariants } from '../lab/comparison.js'
import type { TextTable } from '../lab/comparison-table.js'
import { freshRunDirectory } from '../lab/results.js'
import type { VariantRuns } from '../lab/variant-runs.js'
import { DONE, FAILED } from './exit-code.js'
import { draftIn, keepComparison } from './kept-comparison.js'
import { readNumber } from './number-option.js'
import { prepareOutFolder } from './out-folder.js'
import { type RunnableVariant, replicate } from './replicate.js'
import { StopSignal } from './stop-signal.js'
import type { Terminal } from './terminal.js'

/** The options that `compare` and `ablate` share. */
export interface ComparisonOptions {
  readonly set?: readonly string[]
  readonly seed?: string
  readonly replications: string
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
  readonly title: string
  readonly seed: string
  readonly variants: readonly RunnableVariant[]
  readonly notes: readonly string[]
  readonly text: (comparison: Comparison) => string
  readonly tables: (comparison: Comparison) => TextTable[]
  readonly charts: (comparison: Comparison, variants: readonly VariantRuns[]) => Chart[]
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
  const replications = readNumber('replications', options.replications, { least: 2, most: 10_000 })
  const workers =
    options.workers && readNumber('workers', options.workers, { least: 1, most: 1024 })
  prepareOutFolder(options.out)
  const stop = new StopSignal(stderr)
  try {
    const quiet = options.quiet === true
    const limits = { seed, replications, workers: workers || undefined, quiet, stderr, stop }
    const { variants, failure } = await replicate(task.variants, limits)
    const pairs = variants[0].runs.length
    if (failure) for (const { id, why } of failure.failures) stderr.write(`${id}: ${why}\n`)
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
      tables: task.tables(comparison),
      variants,
      charts: task.charts(comparison, variants),
    })
    stdout.write(options.json ? `${JSON.stringify(comparison)}\n` : task.text(comparison))
    if (!options.json) stdout.write(`\nreport: ${kept}\n`)
    return stop.exitCode ?? (failure ? FAILED : DONE)
  } finally {
    stop.close()
  }
}

function lack(pairs: number, wanted: number): string {
  if (pairs < 2) return 'fewer than two replications are complete: nothing is compared'
  return `only the ${pairs} of ${wanted} replications that are complete are compared`
}
