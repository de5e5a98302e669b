import { arrived, isLeecher } from '../summary/summary.js'
import {
  type Chart,
  type ChartInput,
  chartSpec,
  NOTE_COLOUR,
  PLOT,
  scalesOf,
  short,
  thinned,
} from './chart.js'

/** Peers drawn at most. */
const mostPeers = 2000

/** What each leecher gave against what it got. */
export function paretoChart(input: ChartInput): Chart {
  const { groupNames } = input.measurements
  const everybody = rowsOf(input)
  const unit = rateUnit(everybody.map(({ rate }) => rate))
  const rows = thinned(everybody.length, mostPeers).map((i) => {
    const { rate, given, ...names } = everybody[i]
    return { ...names, given: short(given), rate: short(rate / unit.bytes) }
  })
  const { color, shape } = scalesOf(groupNames.filter((name) => namesIn(rows).has(name)))
  const key = { field: 'group', type: 'nominal', title: 'Group' }
  const drawn = rows.length === everybody.length ? [] : [`${rows.length} of ${everybody.length}`]
  const spec = chartSpec(
    input,
    'What peers give, and what they get',
    [
      'Each mark a leecher, its rate while incomplete. At the line it gave one whole copy.',
      ...drawn.map((some) => `${some} leechers are drawn, evenly chosen.`),
    ],
    {
      ...PLOT,
      layer: [
        {
          data: { values: [{ given: 1 }] },
          mark: { type: 'rule', color: NOTE_COLOUR, strokeDash: [4, 4] },
          encoding: { x: { field: 'given', type: 'quantitative' } },
        },
        {
          data: { values: rows },
          mark: {
            type: 'point',
            filled: false,
            opacity: 0.6,
            size: 26,
            strokeWidth: 1.2,
            tooltip: true,
          },
          encoding: {
            x: {
              field: 'given',
              type: 'quantitative',
              title: 'Contribution: copies of the torrent uploaded',
              scale: { zero: true, nice: true },
            },
            y: {
              field: 'rate',
              type: 'quantitative',
              title: `Benefit: mean download rate (${unit.name})`,
              scale: { zero: true, nice: true },
            },
            color: { ...key, scale: color },
            shape: { ...key, scale: shape },
          },
        },
      ],
    },
  )
  const description = 'Copies uploaded by each leecher against its mean download rate, by group.'
  return { id: 'pareto', description, spec }
}

/** Leechers group by group, so that thinning takes from each its part. */
function rowsOf({ settings, measurements }: ChartInput) {
  const { peers, groupNames } = measurements
  const rows = arrived(measurements)
    .filter((i) => isLeecher(measurements, i) && peers.leechingSeconds[i] > 0)
    .map((i) => {
      const wasted = peers.duplicateBytes[i] + peers.corruptBytes[i]
      return {
        peer: i,
        group: groupNames[peers.group[i]],
        given: peers.uploadedBytes[i] / settings.sizeBytes,
        rate: (peers.downloadedBytes[i] - wasted) / peers.leechingSeconds[i],
      }
    })
  return groupNames.flatMap((name) => rows.filter(({ group }) => group === name))
}

function namesIn(rows: readonly { readonly group: string }[]): Set<string> {
  return new Set(rows.map(({ group }) => group))
}

function rateUnit(rates: readonly number[]) {
  const most = rates.reduce((a, b) => Math.max(a, b), 0)
  if (most >= 4 * 2 ** 20) return { name: 'MiB/s', bytes: 2 ** 20 }
  return most >= 4096 ? { name: 'KiB/s', bytes: 1024 } : { name: 'B/s', bytes: 1 }
}
