import type { Chart } from './chart.js'
import { classBarsChart } from './chart-class-bars.js'
import { efficiencyChart } from './chart-efficiency.js'
import { forestChart } from './chart-forest.js'
import { spreadChart } from './chart-spread.js'
import type { Comparison } from './comparison.js'
import type { VariantRuns } from './variant-runs.js'

/** All charts of a comparison, in reading order; each says below its title of what `subject`. */
export function comparisonCharts(
  comparison: Comparison,
  runs: readonly VariantRuns[],
  subject = comparison.name,
): Chart[] {
  const { variants, replications } = comparison
  const name = `${subject}, ${replications} replications, seed ${comparison.seed}`
  return [
    spreadChart(name, runs),
    forestChart({
      name,
      title: `Differences to ${variants[0].name}`,
      notes: ['Per cent of its mean, in pairs of one seed, with intervals of 95 %.'],
      variants,
      metrics: ['meanSeconds', 'p95Seconds', 'utilisation', 'jain', 'seedCopies'],
    }),
    classBarsChart(name, variants),
    efficiencyChart(name, variants, runs),
  ]
}
