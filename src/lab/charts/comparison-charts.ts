import type { VariantRuns } from '../batch/variant-runs.js'
import type { Comparison } from '../compare/comparison.js'
import { median } from '../stats/statistics.js'
import type { Chart } from './chart.js'
import { downloadRangesChart } from './download-ranges.js'
import { downloadTimesChart, secondsOf } from './download-times.js'
import { efficiencyChart } from './efficiency.js'
import { forestChart } from './forest.js'
import { groupBarsChart } from './group-bars.js'

/** If the ratio of medians exceeds this, the axis is logarithmic to keep all variants visible. */
const LOG_RATIO = 20

/** The most curves that a chart shows. */
const MOST_CURVES = 8

/** Returns all charts of a comparison, in reading order; `title` says what is compared. */
export function comparisonCharts(
  title: string,
  comparison: Comparison,
  runs: readonly VariantRuns[],
): Chart[] {
  const { variants, replications, seed } = comparison
  const name = `${title}; ${replications} replications, seed ${seed}`
  return [
    timesChart(name, runs),
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

/** Curves show more of a variant, but not of many, nor of times of different magnitudes. */
function timesChart(name: string, runs: readonly VariantRuns[]): Chart {
  const medians = runs
    .map((variant) => median(variant.runs.flatMap(secondsOf)))
    .filter(Number.isFinite)
  const isLogarithmic = Math.max(...medians) / Math.min(...medians) > LOG_RATIO
  return isLogarithmic || runs.length > MOST_CURVES
    ? downloadRangesChart(name, runs, isLogarithmic)
    : downloadTimesChart(name, runs)
}
