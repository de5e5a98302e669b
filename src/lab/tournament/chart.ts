import {
  type Chart,
  chartSpec,
  evenlySpaced,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  sixDigits,
} from '../charts/chart.js'
import { mean } from '../stats/statistics.js'
import type { MatchSpeeds, Tournament } from './match.js'
import type { Evolution } from './replicator.js'

/** Generations drawn at most. */
const MAX_GENERATIONS = 400

/** Draws how much faster each entry is than each other, a small map per share of the swarm. */
export function heatMap({ name, entries }: Tournament, results: readonly MatchSpeeds[]): Chart {
  const rows = results.flatMap(({ match: { sides }, speeds }) => {
    if (sides.length !== 2) return []
    const all = sides[0].count + sides[1].count
    return sides.map(({ entry, count }, side) => {
      const own = mean(speeds.map((run) => run[side]))
      const others = mean(speeds.map((run) => run[1 - side]))
      return {
        entry: entries[entry].name,
        other: entries[sides[1 - side].entry].name,
        share: `${Math.round((100 * count) / all)} % of the swarm`,
        order: count,
        lead: sixDigits(own / others - 1),
      }
    })
  })
  const sort = entries.map((entry) => entry.name)
  const most = Math.max(0.01, ...rows.map(({ lead }) => Math.abs(lead)).filter(Number.isFinite))
  const side = 34 * entries.length
  const x = { field: 'other', type: 'nominal', sort, title: 'Against' }
  const y = { field: 'entry', type: 'nominal', sort, title: 'Entry' }
  const colour = {
    field: 'lead',
    type: 'quantitative',
    title: 'Faster by',
    // Wider than the data, because labels are illegible on the darkest cells.
    scale: { scheme: 'blueorange', reverse: true, domain: [-1.5 * most, 1.5 * most] },
    legend: { format: '+.0%' },
  }
  const label = { field: 'lead', type: 'quantitative', format: '+.0%' }
  const spec = chartSpec(
    { name },
    'Which strategy is faster against which',
    [
      'Mean speed of the entry (row) against the other (column), by the share of the entry.',
      '+ = faster than the other.',
    ],
    {
      data: { values: rows },
      columns: 3,
      facet: {
        field: 'share',
        type: 'nominal',
        title: null,
        sort: { field: 'order', op: 'min', order: 'ascending' },
      },
      spec: {
        width: side,
        height: side,
        layer: [
          { mark: 'rect', encoding: { x, y, color: colour } },
          { mark: { type: 'text', fontSize: 9 }, encoding: { x, y, text: label } },
        ],
      },
    },
  )
  const description = 'How much faster one entry is than the other, for each pair and each share.'
  return { id: 'heat-map', description, spec }
}

/** Draws the shares of the population over generations. */
export function evolutionChart({ name, entries }: Tournament, evolution: Evolution): Chart {
  const { generations } = evolution
  const names = entries.map((entry) => entry.name)
  const values = evenlySpaced(generations.length, MAX_GENERATIONS).flatMap((generation) =>
    generations[generation].map((share, i) => ({
      generation,
      entry: names[i],
      share: sixDigits(share),
    })),
  )
  const { color, dash } = scalesOf(names)
  const key = { field: 'entry', type: 'nominal', title: 'Entry', legend: LINE_LEGEND }
  const end = evolution.settled ? 'The shares have settled.' : 'The shares are still changing.'
  const spec = chartSpec(
    { name },
    'Who takes over',
    [`Replicator dynamics: entries that are faster than the mean gain a larger share. ${end}`],
    {
      ...PLOT,
      data: { values },
      mark: { type: 'line', strokeWidth: 2, tooltip: true },
      encoding: {
        x: { field: 'generation', type: 'quantitative', title: 'Generation' },
        y: {
          field: 'share',
          type: 'quantitative',
          title: 'Share of the population',
          axis: { format: '%' },
          scale: { domain: [0, 1] },
        },
        color: { ...key, scale: color },
        strokeDash: { ...key, scale: dash },
      },
    },
  )
  return { id: 'evolution', description: 'Shares of all entries over generations.', spec }
}
