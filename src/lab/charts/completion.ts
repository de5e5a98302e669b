import { finite } from '../stats/statistics.js'
import {
  completionBoundsSeconds,
  fluidOf,
  type Host,
  hostOf,
  lastFinishBoundSeconds,
} from '../summary/bounds.js'
import { arrived, isLeecher } from '../summary/summary.js'
import {
  type Chart,
  type ChartInput,
  type ChartSpec,
  chartSpec,
  LINE_LEGEND,
  NOTE_COLOUR,
  PLOT,
  scalesOf,
  short,
  thinned,
  timeAxis,
  timeUnit,
} from './chart.js'

/** Points of a curve at most: more than a pixel column each says nothing. */
const mostPoints = 400

interface Curve {
  readonly group: string
  readonly finishes: Float64Array
  readonly bounds: Float64Array
  readonly hosts: readonly Host[]
}

/** Share of each group's leechers complete over time, beside the earliest possible. */
export function completionChart(input: ChartInput): Chart {
  const { settings, measurements } = input
  const curves = curvesOf(input)
  const everybody = curves.flatMap(({ hosts }) => hosts)
  const last = lastFinishBoundSeconds(fluidOf(settings, measurements), everybody)
  const ends = [last, ...curves.flatMap(({ finishes, bounds }) => [...finishes, ...bounds])]
  const mostSeconds = finite(ends).reduce((a, b) => Math.max(a, b), measurements.endSeconds || 1)
  const unit = timeUnit(mostSeconds)
  const x = timeAxis(unit, mostSeconds)
  const steps = (field: 'finishes' | 'bounds') =>
    curves.flatMap((curve) => stepsOf(curve, curve[field], mostSeconds, unit.seconds))
  const known = Number.isFinite(last) && everybody.length > 0
  const layer = [
    ...(known ? [lastFinishRule(x, last / unit.seconds)] : []),
    ...linesOf(x, curves, steps('bounds'), steps('finishes')),
  ]
  const spec = chartSpec(
    input,
    'When peers complete, and when they could at best',
    [
      'Thin dotted: the earliest that so many of a group could be complete, were it served alone.',
      ...(known ? ['Grey: no swarm of these hosts can serve all leechers before this.'] : []),
    ],
    { ...PLOT, layer },
  )
  const description =
    'Share of each group’s leechers that are complete over time, beside its lower bound: ' +
    `${curves.map(({ group }) => group).join(', ')}.`
  return { id: 'completion', description, spec }
}

function linesOf(x: ChartSpec, curves: readonly Curve[], bounds: unknown, finishes: unknown) {
  const { color, dash } = scalesOf(curves.map(({ group }) => group))
  const y = {
    field: 'share',
    type: 'quantitative',
    title: 'Share of the leechers complete',
    axis: { format: '%' },
    scale: { domain: [0, 1] },
  }
  const key = { field: 'group', type: 'nominal', title: 'Group', legend: LINE_LEGEND }
  const line = { type: 'line', interpolate: 'step-after' }
  const encoding = { x, y, color: { ...key, scale: color } }
  return [
    {
      data: { values: bounds },
      mark: { ...line, strokeWidth: 1.2, strokeDash: [1, 3] },
      encoding,
    },
    {
      data: { values: finishes },
      mark: { ...line, strokeWidth: 2, tooltip: true },
      encoding: { ...encoding, strokeDash: { ...key, scale: dash } },
    },
  ]
}

function lastFinishRule(x: ChartSpec, time: number): ChartSpec {
  return {
    data: { values: [{ time: short(time) }] },
    mark: { type: 'rule', color: NOTE_COLOUR, strokeWidth: 1.5 },
    encoding: { x },
  }
}

function curvesOf({ settings, measurements }: ChartInput): Curve[] {
  const { peers, groupNames } = measurements
  const fluid = fluidOf(settings, measurements)
  const leechers = arrived(measurements).filter((i) => isLeecher(measurements, i))
  return groupNames.flatMap((group, g) => {
    const members = leechers.filter((i) => peers.group[i] === g)
    if (members.length === 0) return []
    const all = Float64Array.from(members, (i) => peers.completionSeconds[i])
    const hosts = members.map((i) => hostOf(settings, peers, i))
    const finishes = all.filter((finish) => !Number.isNaN(finish)).sort()
    return [{ group, finishes, bounds: completionBoundsSeconds(fluid, hosts), hosts }]
  })
}

/** A staircase from the first that got there to as many as did by the end. */
function stepsOf({ group, hosts }: Curve, instants: Float64Array, end: number, unit: number) {
  const reached = instants.filter(Number.isFinite)
  const stairs = thinned(reached.length, mostPoints).map((k) => ({
    group,
    time: short(reached[k] / unit),
    share: short((k + 1) / hosts.length),
  }))
  const last = { group, time: short(end / unit), share: short(reached.length / hosts.length) }
  return [{ group, time: stairs[0]?.time ?? 0, share: 0 }, ...stairs, last]
}
