import type { SeriesColumns } from '../run/measurements.js'
import { finite, mean } from '../stats/statistics.js'
import {
  type Chart,
  type ChartInput,
  type ChartSpec,
  chartSpec,
  evenlySpaced,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  sixDigits,
  timeAxis,
  timeUnit,
} from './chart.js'

/** Most samples to draw. */
const MAX_SAMPLES = 500

type Field = Exclude<keyof SeriesColumns, 'count' | 'timeSeconds'>

/** The names of the lines of a chart, and the columns that they show. */
type Lines = Readonly<Record<string, Field>>

/** Draws the progress of the leechers present: the median and two bands. */
export function progressChart(input: ChartInput): Chart {
  const { x, rows } = samplesOf(input, {
    low: 'progress10',
    lower: 'progress25',
    middle: 'progress50',
    upper: 'progress75',
    high: 'progress90',
  })
  const keys = ['Median', '25 to 75%', '10 to 90%']
  const scale = { domain: keys, range: ['#003F66', '#56A0D3', '#BCDDF2'] }
  const colour = (datum: string) => ({ datum, title: 'Leechers', scale })
  const band = (datum: string, from: string, to: string) => ({
    mark: { type: 'area', opacity: 1 },
    encoding: {
      x,
      y: { ...share(from, 'Share of the pieces held'), scale: { domain: [0, 1] } },
      y2: { field: to },
      color: colour(datum),
    },
  })
  const spec = chartSpec(
    input,
    'Progress of the leechers',
    ['All leechers so far; those that have completed count as 100%, also once they have left.'],
    {
      ...PLOT,
      data: { values: rows },
      layer: [
        band('10 to 90%', 'low', 'high'),
        band('25 to 75%', 'lower', 'upper'),
        {
          mark: { type: 'line', strokeWidth: 2, tooltip: true },
          encoding: {
            x,
            y: share('middle', 'Share of the pieces held'),
            color: colour('Median'),
          },
        },
      ],
    },
  )
  const description = 'Median and quantiles of the share of pieces that leechers hold, over time.'
  return { id: 'progress', description, spec }
}

/** Draws the upload use of leechers and seeds. */
export function utilisationChart(input: ChartInput): Chart {
  const lines = { Leechers: 'leecherUtilisation', Seeds: 'seedUtilisation' } as const
  const { series } = input.measurements
  const shares = finite([...series.leecherUtilisation, ...series.seedUtilisation])
  const domain = [0, shares.reduce((a, b) => Math.max(a, b), 1)]
  const y = { ...share('value', 'Upload use'), scale: { domain } }
  const title = 'Upload use over time'
  const notes = ['Payload sent / uplink capacity of the peers present.']
  const spec = linesSpec(input, title, notes, lines, y)
  const description = 'Upload use of leechers and of seeds over time.'
  return { id: 'utilisation', description, spec }
}

/** Draws the number of copies of each piece: the mean and the rarest. */
export function copiesChart(input: ChartInput): Chart {
  const lines = { 'Mean of all pieces': 'meanCopies', 'Rarest piece': 'minCopies' } as const
  const { series } = input.measurements
  const most = finite(series.meanCopies.subarray(0, series.count)).reduce(
    (a, b) => Math.max(a, b),
    1,
  )
  const ticks = [0, 1, 2, 5]
  for (let ten = 10; ten <= most; ten *= 10) ticks.push(ten, 2 * ten, 5 * ten)
  const y = {
    field: 'value',
    type: 'quantitative',
    title: 'Copies among the peers present',
    scale: { type: 'symlog', constant: 1, domain: [0, Math.max(2, most)], nice: false },
    axis: { values: ticks.filter((tick) => tick <= Math.max(2, most)) },
  }
  const notes = ['Logarithmic above 1. At 0 no peer has the rarest piece.']
  const spec = linesSpec(input, 'Copies of each piece', notes, lines, y)
  const description = 'Copies of the rarest piece and mean copies of all pieces, over time.'
  return { id: 'copies', description, spec }
}

/** Draws the number of leechers and seeds. */
export function populationChart(input: ChartInput): Chart {
  const lines = { Leechers: 'leechers', Seeds: 'seeds' } as const
  const y = {
    field: 'value',
    type: 'quantitative',
    title: 'Peers present',
    axis: { tickMinStep: 1 },
  }
  const notes = ['Seeds: all complete peers.']
  const spec = linesSpec(input, 'Leechers and seeds over time', notes, lines, y)
  return { id: 'population', description: 'Leechers and seeds present, over time.', spec }
}

/** Draws lines over time, with different colours and dashes. */
function linesSpec(
  input: ChartInput,
  title: string,
  notes: readonly string[],
  lines: Lines,
  y: ChartSpec,
): ChartSpec {
  const { x, rows } = samplesOf(input, lines)
  const names = Object.keys(lines)
  const { color, dash } = scalesOf(names)
  const key = { field: 'line', type: 'nominal', title: null, sort: names, legend: LINE_LEGEND }
  const values = names.flatMap((line) =>
    rows.map((row) => ({ line, time: row['time'], value: row[line] ?? null })),
  )
  return chartSpec(input, title, notes, {
    ...PLOT,
    data: { values },
    mark: { type: 'line', strokeWidth: 2, tooltip: true },
    encoding: {
      x,
      y,
      color: { ...key, scale: color },
      strokeDash: { ...key, scale: dash },
    },
  })
}

/** Averages consecutive samples down to `MAX_SAMPLES` rows, leaving out unmeasured ones. */
export function samplesOf({ measurements: { series, endSeconds } }: ChartInput, fields: Lines) {
  const mostSeconds = Math.max(endSeconds, series.timeSeconds[series.count - 1] ?? 0) || 1
  const unit = timeUnit(mostSeconds)
  const ends = evenlySpaced(series.count, MAX_SAMPLES)
  const rows = ends.map((end, k) => {
    const begin = k === 0 ? 0 : ends[k - 1] + 1
    const row: Record<string, number> = { time: sixDigits(series.timeSeconds[end] / unit.seconds) }
    for (const [name, field] of Object.entries(fields)) {
      const value = mean(finite(series[field].subarray(begin, end + 1)))
      if (!Number.isNaN(value)) row[name] = sixDigits(value)
    }
    return row
  })
  return { x: timeAxis(unit, mostSeconds), rows }
}

function share(field: string, title: string): ChartSpec {
  return { field, type: 'quantitative', title, axis: { format: '%' } }
}
