import type { Chart } from './chart.js'
import { classBarsChart } from './chart-class-bars.js'
import { efficiencyChart } from './chart-efficiency.js'
import { forestChart } from './chart-forest.js'
import { spreadChart } from './chart-spread.js'
import type { Comparison } from './comparison.js'
import type { VariantRuns } from './variant-runs.js'

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
