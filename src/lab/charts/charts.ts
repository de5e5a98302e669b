import type { Chart, ChartInput } from './chart.js'
import { completionChart } from './completion.js'
import { contributionChart } from './contribution.js'
import { copiesChart, populationChart, progressChart, utilisationChart } from './series.js'
import { unchokedChart } from './unchoke-preference.js'

/** Returns all charts of a run, in reading order. */
export function chartsOf(input: ChartInput): Chart[] {
  return [
    completionChart(input),
    progressChart(input),
    utilisationChart(input),
    copiesChart(input),
    unchokedChart(input),
    contributionChart(input),
    populationChart(input),
  ]
}
