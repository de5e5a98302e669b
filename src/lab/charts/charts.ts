import type { Chart, ChartInput } from './chart.js'
import { completionChart } from './completion.js'
import { contributionChart } from './contribution.js'
import { improvingPairsChart } from './improving-pairs.js'
import { copiesChart, populationChart, progressChart, utilisationChart } from './series.js'
import { unchokedChart } from './unchoke-preference.js'

/** Returns all charts of a run that apply to it, in reading order. */
export function chartsOf(input: ChartInput): Chart[] {
  const { improvingPairs } = input.measurements.series
  const hasPairs = improvingPairs.some((share) => !Number.isNaN(share))
  return [
    completionChart(input),
    progressChart(input),
    utilisationChart(input),
    copiesChart(input),
    unchokedChart(input),
    ...(hasPairs ? [improvingPairsChart(input)] : []),
    contributionChart(input),
    populationChart(input),
  ]
}
