import {
  type Chart,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  short,
  thinned,
} from '../charts/chart.js'
import { mean } from '../stats/statistics.js'
import type { Speeds, Tournament } from './match.js'
import type { Evolution } from './replicator.js'

/** Generations drawn at most. */
const MOST_GENERATIONS = 400

/** How much faster each entry is than each other, a small map for each share of the swarm. */
export function heatMap({ name, entries }: Tournament, results: readonly Speeds[]): Chart {
  const rows = results.flatMap(({ encounter: { sides }, speeds }) => {
    if (sides.length !== 2) return []
    const all = sides[0].count + sides[1].count
    return sides.map(({ entry, count }, side) => {
      const own = mean(speeds.map((run) => run[side]))
      const other = mean(speeds.map((run) => run[1 - side]))
      return {
        entry: entries[entry].name,
        beside: entries[sides[1 - side].entry].name,
        share: `${Math.round((100 * count) / all)} % of the swarm`,
        order: count,
        lead: short(own / other - 1),
      }
    })
  })
  const sort = entries.map((entry) => entry.name)
  const most = Math.max(0.01, ...rows.map(({ lead }) => Math.abs(lead)).filter(Number.isFinite))
  const side = 34 * entries.length
  const x = { field: 'beside', type: 'nominal', sort, title: 'beside' }
  const y = { field: 'entry', type: 'nominal', sort, title: 'entry' }
  const colour = {
    field: 'lead',
    type: 'quantitative',
    title: 'faster by',
    // Half as far again as the data: the darkest cells would hide their labels.
    scale: { scheme: 'blueorange', reverse: true, domain: [-1.5 * most, 1.5 * most] },
    legend: { format: '+.0%' },
  }
  const label = { field: 'lead', type: 'quantitative', format: '+.0%' }
  const spec = chartSpec(
    { name },
    'Who is faster beside whom',
    ['Mean speed of the entry (row) over that of those beside it (column), by its share.'],
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
  const description = 'For each pair of entries and each share, how much faster one is.'
  return { id: 'heat-map', description, spec }
}

/** Shares of the population over generations. */
export function evolutionChart({ name, entries }: Tournament, evolution: Evolution): Chart {
  const { generations } = evolution
  const names = entries.map((entry) => entry.name)
  const values = thinned(generations.length, MOST_GENERATIONS).flatMap((generation) =>
    generations[generation].map((share, i) => ({
      generation,
      entry: names[i],
      share: short(share),
    })),
  )
  const { color, dash } = scalesOf(names)
  const key = { field: 'entry', type: 'nominal', title: 'Entry', legend: LINE_LEGEND }
  const end = evolution.settled ? 'The population came to rest.' : 'It had not come to rest.'
  const spec = chartSpec(
    { name },
    'Who takes over',
    [`Replicator dynamics: who downloads faster than the mean has more of the next. ${end}`],
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
