import { arrived, isLeecher } from '../summary/summary.js'
import {
  type Chart,
  type ChartInput,
  chartSpec,
  evenlySpaced,
  NOTE_COLOUR,
  PLOT,
  scalesOf,
  sixDigits,
} from './chart.js'

/** Most peers to draw. */
const MAX_PEERS = 2000

/** Draws what each leecher uploaded against its download rate. */
export function contributionChart(input: ChartInput): Chart {
  const { groupNames } = input.measurements
  const everybody = rowsOf(input)
  const unit = rateUnit(everybody.map(({ rate }) => rate))
  const rows = evenlySpaced(everybody.length, MAX_PEERS).map((i) => {
    const { rate, uploaded, ...names } = everybody[i]
    return { ...names, uploaded: sixDigits(uploaded), rate: sixDigits(rate / unit.bytes) }
  })
  const { color, shape } = scalesOf(groupNames.filter((name) => namesIn(rows).has(name)))
  const key = { field: 'group', type: 'nominal', title: 'Group' }
  const drawn = rows.length === everybody.length ? [] : [`${rows.length} of ${everybody.length}`]
  const spec = chartSpec(
    input,
    'Upload and download rate of each leecher',
    [
      'Rates while incomplete. Dashed line: one whole copy uploaded.',
      ...drawn.map((some) => `${some} leechers are shown, evenly chosen.`),
    ],
    {
      ...PLOT,
      layer: [
        {
          data: { values: [{ uploaded: 1 }] },
          mark: { type: 'rule', color: NOTE_COLOUR, strokeDash: [4, 4] },
          encoding: { x: { field: 'uploaded', type: 'quantitative' } },
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
              field: 'uploaded',
              type: 'quantitative',
              title: 'Copies of the torrent uploaded',
              scale: { zero: true, nice: true },
            },
            y: {
              field: 'rate',
              type: 'quantitative',
              title: `Mean download rate (${unit.name})`,
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
  return { id: 'contribution', description, spec }
}

/** Lists the leechers by group, so that an even choice represents each group. */
function rowsOf({ settings, measurements }: ChartInput) {
  const { peers, groupNames } = measurements
  const rows = arrived(measurements)
    .filter((i) => isLeecher(measurements, i) && peers.leechingSeconds[i] > 0)
    .map((i) => {
      const wasted = peers.duplicateBytes[i] + peers.corruptBytes[i]
      return {
        peer: i,
        group: groupNames[peers.group[i]],
        uploaded: peers.uploadedBytes[i] / settings.sizeBytes,
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
