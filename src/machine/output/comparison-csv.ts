import { stringify } from 'csv-stringify/sync'
import type { VariantRuns } from '../../lab/batch/variant-runs.js'
import { COMPARED } from '../../lab/summary/compared-metric.js'

/** Every run of a comparison, a row each: what varied, its seed, figures and classes' means. */
export function runsCsv(variants: readonly VariantRuns[]): string {
  const runs = variants.flatMap((variant) => variant.runs.map((run, r) => ({ variant, run, r })))
  const paths = [...new Set(variants.flatMap(({ sets }) => Object.keys(sets)))]
  const classes = [...new Set(runs.flatMap(({ run }) => Object.keys(run.summary.classes)))]
  const heads = [
    'variant',
    ...paths,
    'replication',
    'seed',
    'ended',
    'leechers',
    'completed',
    ...COMPARED.map(({ key }) => key),
    ...classes.map((name) => `meanSeconds of ${name}`),
    'events',
    'cpuSeconds',
    'traceHash',
  ]
  const rows = runs.map(({ variant, run: { summary }, r }) => [
    variant.name,
    ...paths.map((path) => variant.sets[path] ?? ''),
    r + 1,
    summary.seed,
    summary.ended,
    summary.leechers,
    summary.completed,
    ...COMPARED.map((metric) => metric.of(summary) ?? ''),
    ...classes.map((name) => summary.classes[name]?.meanSeconds ?? ''),
    summary.events,
    summary.cpuSeconds,
    summary.traceHash,
  ])
  return stringify([heads, ...rows])
}
