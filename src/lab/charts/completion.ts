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
  evenlySpaced,
  LINE_LEGEND,
  NOTE_COLOUR,
  PLOT,
  scalesOf,
  sixDigits,
  timeAxis,
  timeUnit,
} from './chart.js'

/** Most points of a curve; a point per pixel column is enough. */
const MAX_POINTS = 400

interface Curve {
  readonly group: string
  readonly finishes: Float64Array
  readonly bounds: Float64Array
  readonly hosts: readonly Host[]
}

/** Draws the completed share of each group over time, with its lower bound. */
export function completionChart(input: ChartInput): Chart {
  const { settings, measurements } = input
  const curves = curvesOf(input)
  const everybody = curves.flatMap(({ hosts }) => hosts)
  const last = lastFinishBoundSeconds(fluidOf(settings, measurements), everybody)
  const ends = [last, ...curves.flatMap(({ finishes, bounds }) => [...finishes, ...bounds])]
  const mostSeconds = finite(ends).reduce((a, b) => Math.max(a, b), measurements.endSeconds || 1)
  const unit = timeUnit(mostSeconds)
  const x = timeAxis(unit, mostSeconds)
  // The bounds hold for ever; of finishes nothing is known after the end of the run.
  const bounds = curves.flatMap((curve) => stepsOf(curve, curve.bounds, mostSeconds, unit.seconds))
  const finishes = curves.flatMap((curve) =>
    stepsOf(curve, curve.finishes, measurements.endSeconds, unit.seconds),
  )
  const known = Number.isFinite(last) && everybody.length > 0
  const layer = [
    ...(known ? [lastFinishRule(x, last / unit.seconds)] : []),
    ...linesOf(x, curves, bounds, finishes),
  ]
  const spec = chartSpec(
    input,
    'When leechers complete, and the earliest possible times',
    [
      'Dotted: lower bound on the times, if the whole swarm served this group alone.',
      ...(known ? ['Grey: lower bound on the last finish of all leechers.'] : []),
    ],
    { ...PLOT, layer },
  )
  const description =
    'Completed share of the leechers of each group over time, with its lower bound: ' +
    `${curves.map(({ group }) => group).join(', ')}.`
  return { id: 'completion', description, spec }
}

function linesOf(x: ChartSpec, curves: readonly Curve[], bounds: unknown, finishes: unknown) {
  const { color, dash } = scalesOf(curves.map(({ group }) => group))
  const y = {
    field: 'share',
    type: 'quantitative',
    title: 'Completed share of the leechers',
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
    data: { values: [{ time: sixDigits(time) }] },
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

/** Returns the steps of a curve, from the first completion to an end. */
function stepsOf({ group, hosts }: Curve, instants: Float64Array, end: number, unit: number) {
  const reached = instants.filter(Number.isFinite)
  const stairs = evenlySpaced(reached.length, MAX_POINTS).map((k) => ({
    group,
    time: sixDigits(reached[k] / unit),
    share: sixDigits((k + 1) / hosts.length),
  }))
  const last = {
    group,
    time: sixDigits(end / unit),
    share: sixDigits(reached.length / hosts.length),
  }
  return [{ group, time: stairs[0]?.time ?? 0, share: 0 }, ...stairs, last]
}
