import type { VariantRuns } from '../batch/variant-runs.js'
import type { Comparison } from '../compare/comparison.js'
import type { Chart } from './chart.js'
import { downloadTimesChart } from './download-times.js'
import { efficiencyChart } from './efficiency.js'
import { forestChart } from './forest.js'
import { groupBarsChart } from './group-bars.js'

/** Returns all charts of a comparison, in reading order; `title` says what is compared. */
export function comparisonCharts(
  title: string,
  comparison: Comparison,
  runs: readonly VariantRuns[],
): Chart[] {
  const { variants, replications, seed } = comparison
  const name = `${title}; ${replications} replications, seed ${seed}`
  return [
    downloadTimesChart(name, runs),
    forestChart({
      name,
      title: `Differences from \u201c${variants[0].name}\u201d`,
      notes: ['Per cent of its mean, paired by random seed, with 95 % intervals.'],
      variants,
      metrics: ['meanSeconds', 'p95Seconds', 'utilisation', 'jain', 'seedCopies'],
    }),
    groupBarsChart(name, variants),
    efficiencyChart(name, variants, runs),
  ]
}
