import type { Measurements } from '../run/measurements.js'
import { arrived } from '../summary/summary.js'
import { type Chart, type ChartInput, type ChartSpec, chartSpec, short } from './chart.js'

/** Base-2 logarithm of the preference that is drawn in the deepest colour. */
const deepest = 2

/** Blue where preferred, orange where shunned, white where nobody could be unchoked. */
const rectangles: ChartSpec = {
  mark: { type: 'rect', stroke: 'white', strokeWidth: 2, tooltip: true },
  encoding: {
    color: {
      condition: { test: 'datum.preference === null', value: 'white' },
      field: 'leaning',
      type: 'quantitative',
      title: 'Preference',
      scale: {
        domain: [-deepest, 0, deepest],
        range: ['#D55E00', '#F4F4F4', '#0072B2'],
        clamp: true,
      },
      legend: {
        values: [-2, -1, 0, 1, 2],
        labelExpr:
          "{'-2': '0.25× or less', '-1': '0.5×', '0': '1×', '1': '2×', '2': '4× or more'}" +
          '[datum.value]',
        gradientLength: 120,
      },
    },
  },
}

const numbers: ChartSpec = {
  mark: { type: 'text', fontSize: 13 },
  encoding: {
    text: { field: 'label' },
    color: { condition: { test: 'abs(datum.leaning) > 1.3', value: 'white' }, value: 'black' },
  },
}

/** Who unchoked whom, by group, beside what blind chance would have done. */
export function unchokedChart(input: ChartInput): Chart {
  const { groupNames } = input.measurements
  const cells = cellsOf(input.measurements)
  const side = Math.max(46, Math.min(96, 480 / groupNames.length))
  const order = [...groupNames]
  const axis = { labelLimit: 150, labelPadding: 6 }
  const x = {
    field: 'to',
    type: 'ordinal',
    title: 'unchoked a peer of',
    sort: order,
    axis: { ...axis, orient: 'top', labelAngle: groupNames.length > 3 ? -35 : 0 },
  }
  const y = { field: 'from', type: 'ordinal', title: 'A peer of', sort: order, axis }
  const spec = chartSpec(
    input,
    'Who unchokes whom, beside blind chance',
    [
      '1×: as often as the row’s peers unchoke anybody who is downloading beside them.',
      'Per pair of peers and second that both were there, so that a group’s size does not count.',
    ],
    {
      width: side * groupNames.length,
      height: Math.max(46, side * 0.7) * groupNames.length,
      data: { values: cells },
      encoding: { x, y },
      layer: [rectangles, numbers],
    },
  )
  const told = cells.filter(({ label }) => label !== '–')
  const description = `Preference in unchoking, from group to group: ${told
    .map(({ from, to, label }) => `${from} to ${to} ${label}`)
    .join(', ')}.`
  return { id: 'unchoked', description, spec }
}

/**
 * Of the time for which a peer of one group and a downloading peer of the other were both there,
 * how much the first had the second unchoked; and that over the same for all whom the first's
 * group could have unchoked.
 */
function cellsOf(measurements: Measurements) {
  const { groupNames, unchokedSecondsByPair: unchoked } = measurements
  const together = togetherSeconds(measurements)
  const size = groupNames.length
  return groupNames.flatMap((from, g) => {
    const row = Array.from({ length: size }, (_, h) => g * size + h)
    const over = (column: Float64Array) => row.reduce((total, at) => total + column[at], 0)
    const chance = over(unchoked) / over(together)
    return groupNames.map((to, h) => {
      const at = g * size + h
      const timeShare = unchoked[at] / together[at]
      const preference = timeShare / chance
      const known = together[at] > 0 && Number.isFinite(preference)
      // A preference of 0 has no logarithm; it is as deep as colours go.
      const leaning = Math.max(-deepest, Math.min(deepest, Math.log2(preference)))
      return {
        from,
        to,
        leaning: known ? short(leaning) : 0,
        label: known ? preferenceText(preference) : '–',
        preference: known ? short(preference) : null,
        shareOfTime: known ? short(timeShare) : null,
        unchokedPeerSeconds: short(unchoked[at]),
      }
    })
  })
}

/** At most four letters and the sign: a cell is no wider. */
function preferenceText(preference: number): string {
  if (preference > 0 && preference < 0.01) return '<0.01×'
  return `${Number(preference < 0.1 ? preference.toFixed(2) : preference.toPrecision(2))}×`
}

/**
 * Seconds, summed over pairs of peers from group to group, for which the first was there and the
 * second there and incomplete: the integral of the product of both counts, less each with itself.
 */
export function togetherSeconds(measurements: Measurements): Float64Array {
  const { peers, groupNames, endSeconds } = measurements
  const size = groupNames.length
  const changes: { at: number; group: number; present: number; leeching: number }[] = []
  const together = new Float64Array(size * size)
  for (const i of arrived(measurements)) {
    const group = peers.group[i]
    const arrival = peers.arrivalSeconds[i]
    const left = earliest(peers.departureSeconds[i], endSeconds)
    const done = Math.max(arrival, earliest(peers.completionSeconds[i], left))
    changes.push({ at: arrival, group, present: 1, leeching: 1 })
    changes.push({ at: done, group, present: 0, leeching: -1 })
    changes.push({ at: left, group, present: -1, leeching: 0 })
    together[group * size + group] -= done - arrival
  }
  changes.sort((a, b) => a.at - b.at)
  const present = new Float64Array(size)
  const leeching = new Float64Array(size)
  let now = 0
  for (const change of changes) {
    const span = change.at - now
    for (let at = 0; span > 0 && at < together.length; at++) {
      together[at] += span * present[Math.floor(at / size)] * leeching[at % size]
    }
    now = change.at
    present[change.group] += change.present
    leeching[change.group] += change.leeching
  }
  // Sums of differences leave crumbs where there was nobody but oneself.
  return together.map((seconds) => (seconds > 1e-6 ? seconds : 0))
}

/** The earlier of an instant, NaN for never, and another. */
function earliest(instant: number, other: number): number {
  return Number.isNaN(instant) ? other : Math.min(instant, other)
}
