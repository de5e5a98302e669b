import { type Chart, type ChartInput, type ChartSpec, chartSpec, PLOT } from './chart.js'
import { samplesOf } from './series.js'

/** Letters and lines that are read from the back row. */
const LARGE = { titleFontSize: 17, labelFontSize: 15 }
const GOLD = '#E69F00'
const BLUE = '#0072B2'

/** Draws the share of improving pairs over time, and below it the payload that the swarm moves. */
export function improvingPairsChart(input: ChartInput): Chart {
  const { x, rows } = samplesOf(input, { pairs: 'improvingPairs', rate: 'rateBytesPerSecond' })
  const values = rows.map(({ rate, ...row }) => ({ ...row, rate: (rate ?? 0) / 2 ** 20 }))
  const panel = (field: string, title: string, color: string, more: ChartSpec) => ({
    width: PLOT.width,
    height: 190,
    mark: { type: 'line', strokeWidth: 4, color, tooltip: true },
    encoding: {
      x: { ...x, axis: LARGE },
      y: { field, type: 'quantitative', title, ...more },
    },
  })
  const spec = chartSpec(
    input,
    'Pairs that would both gain by unchoking each other',
    ['Share of the pairs of linked leechers interested in each other; 0% is pairwise stable.'],
    {
      data: { values },
      vconcat: [
        panel('pairs', 'Improving pairs', GOLD, {
          axis: { ...LARGE, format: '%' },
          scale: { domain: [0, 1] },
        }),
        panel('rate', 'All downloads (MiB/s)', BLUE, { axis: LARGE }),
      ],
    },
  )
  const description =
    'Share of improving pairs over time, and the payload that all peers together receive.'
  return { id: 'improving', description, spec }
}
