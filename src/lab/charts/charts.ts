import type { Chart, ChartInput } from './chart.js'
import { completionChart } from './completion.js'
import { paretoChart } from './pareto.js'
import { copiesChart, populationChart, progressChart, utilisationChart } from './series.js'
import { unchokedChart } from './unchoked.js'

/** All charts of a run, in reading order. */
export function chartsOf(input: ChartInput): Chart[] {
  return [
    completionChart(input),
    progressChart(input),
    utilisationChart(input),
    copiesChart(input),
    unchokedChart(input),
    paretoChart(input),
    populationChart(input),
  ]
}
