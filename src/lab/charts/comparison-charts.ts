import type { VariantRuns } from '../batch/variant-runs.js'
import type { Comparison } from '../compare/comparison.js'
import type { Chart } from './chart.js'
import { classBarsChart } from './class-bars.js'
import { efficiencyChart } from './efficiency.js'
import { forestChart } from './forest.js'
import { spreadChart } from './spread.js'

/** All charts of a comparison, in reading order; `title` says what is compared. */
export function comparisonCharts(
  title: string,
  comparison: Comparison,
  runs: readonly VariantRuns[],
): Chart[] {
  const { variants, replications, seed } = comparison
  const name = `${title}; ${replications} replications, seed ${seed}`
  return [
    spreadChart(name, runs),
    forestChart({
      name,
      title: `Differences to \u201c${variants[0].name}\u201d`,
      notes: ['Per cent of its mean, in pairs of one seed, with intervals of 95 %.'],
      variants,
      metrics: ['meanSeconds', 'p95Seconds', 'utilisation', 'jain', 'seedCopies'],
    }),
    classBarsChart(name, variants),
    efficiencyChart(name, variants, runs),
  ]
}
