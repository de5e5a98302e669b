import type { SwarmSettings } from '../../sim/settings.js'
import { type CrosscheckRuns, downloadSeconds } from '../compare/crosscheck.js'
import {
  type Chart,
  chartSpec,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  short,
  thinned,
  timeUnit,
} from './chart.js'

const mostPoints = 300

const KINDS = ['real sockets', 'simulated', 'simulated, other seeds'] as const

/** Download times of each group, on real sockets and simulated. */
export function crosscheckChart(
  name: string,
  settings: SwarmSettings,
  { simulated, byChance, tcp }: CrosscheckRuns,
): Chart {
  const runs = [tcp, simulated, byChance]
  const groups = tcp[0].groupNames.filter(
    (_, g) => downloadSeconds(tcp, (group) => group === g).length > 0,
  )
  const curves = runs.flatMap((run, kind) =>
    groups.map((group) => {
      const index = tcp[0].groupNames.indexOf(group)
      const seconds = downloadSeconds(run, (g) => g === index).sort((a, b) => a - b)
      return { group, kind: KINDS[kind], seconds }
    }),
  )
  const most = Math.max(1, ...curves.flatMap(({ seconds }) => seconds))
  const unit = timeUnit(most)
  const values = curves.flatMap(({ group, kind, seconds }) => [
    { group, kind, time: 0, share: 0 },
    ...thinned(seconds.length, mostPoints).map((i) => ({
      group,
      kind,
      time: short(seconds[i] / unit.seconds),
      share: short((i + 1) / seconds.length),
    })),
  ])
  const { color, dash } = scalesOf([...KINDS])
  const key = { field: 'kind', type: 'nominal', title: null, legend: LINE_LEGEND }
  const spec = chartSpec(
    { name, settings, measurements: tcp[0] },
    'Download times, simulated and on real sockets',
    ['The third curve shows what other draws of chance do to the simulation.'],
    {
      data: { values },
      facet: { row: { field: 'group', type: 'nominal', title: null, sort: groups } },
      spec: {
        ...PLOT,
        height: 160,
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
        encoding: {
          x: { field: 'time', type: 'quantitative', title: `Time to download (${unit.name})` },
          y: {
            field: 'share',
            type: 'quantitative',
            title: 'Share complete',
            axis: { format: '%' },
          },
          color: { ...key, scale: color },
          strokeDash: { ...key, scale: dash },
        },
      },
    },
  )
  const description = `Download times by group, simulated and on sockets: ${groups.join(', ')}.`
  return { id: 'crosscheck', description, spec }
}
