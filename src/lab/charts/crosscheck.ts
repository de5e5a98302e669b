import type { SwarmSettings } from '../../sim/settings.js'
import { type CrosscheckRuns, downloadSeconds } from '../compare/crosscheck.js'
import {
  type Chart,
  chartSpec,
  evenlySpaced,
  LINE_LEGEND,
  PLOT,
  scalesOf,
  sixDigits,
  timeUnit,
} from './chart.js'

const MAX_POINTS = 300

const KINDS = ['real sockets', 'simulated', 'simulated, other seeds'] as const

/** Draws the download times of each group, simulated and on real sockets. */
export function crosscheckChart(
  name: string,
  settings: SwarmSettings,
  { simulated, otherSeeds, tcp }: CrosscheckRuns,
): Chart {
  const runs = [tcp, simulated, otherSeeds]
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
    ...evenlySpaced(seconds.length, MAX_POINTS).map((i) => ({
      group,
      kind,
      time: sixDigits(seconds[i] / unit.seconds),
      share: sixDigits((i + 1) / seconds.length),
    })),
  ])
  const { color, dash } = scalesOf([...KINDS])
  const key = { field: 'kind', type: 'nominal', title: null, legend: LINE_LEGEND }
  const spec = chartSpec(
    { name, settings, measurements: tcp[0] },
    'Download times, simulated and on real sockets',
    ['The third curve shows the simulation with other random seeds: the effect of chance.'],
    {
      data: { values },
      facet: { row: { field: 'group', type: 'nominal', title: null, sort: groups } },
      spec: {
        ...PLOT,
        height: 160,
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
        encoding: {
          x: { field: 'time', type: 'quantitative', title: `Download time (${unit.name})` },
          y: {
            field: 'share',
            type: 'quantitative',
            title: 'Completed share',
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
