import type { Measurements } from '../run/measurements.js'
import { arrived } from '../summary/summary.js'
import { type Chart, type ChartInput, type ChartSpec, chartSpec, sixDigits } from './chart.js'

/** Base-2 logarithm of the preference at the ends of the colour scale. */
const COLOUR_LIMIT = 2

/** Blue above random choice, orange below, white where no peer could be unchoked. */
const RECTANGLES: ChartSpec = {
  mark: { type: 'rect', stroke: 'white', strokeWidth: 2, tooltip: true },
  encoding: {
    color: {
      condition: { test: 'datum.preference === null', value: 'white' },
      field: 'log2Preference',
      type: 'quantitative',
      title: 'Preference',
      scale: {
        domain: [-COLOUR_LIMIT, 0, COLOUR_LIMIT],
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

const NUMBERS: ChartSpec = {
  mark: { type: 'text', fontSize: 13 },
  encoding: {
    text: { field: 'label' },
    color: {
      condition: { test: 'abs(datum.log2Preference) > 1.3', value: 'white' },
      value: 'black',
    },
  },
}

/** Draws which groups upload to which, compared with random choice. */
export function unchokedChart(input: ChartInput): Chart {
  const { groupNames } = input.measurements
  const cells = cellsOf(input.measurements)
  const side = Math.max(46, Math.min(96, 480 / groupNames.length))
  const order = [...groupNames]
  const axis = { labelLimit: 150, labelPadding: 6 }
  const x = {
    field: 'to',
    type: 'ordinal',
    title: 'Unchoked group',
    sort: order,
    axis: { ...axis, orient: 'top', labelAngle: groupNames.length > 3 ? -35 : 0 },
  }
  const y = { field: 'from', type: 'ordinal', title: 'Unchoking group', sort: order, axis }
  const spec = chartSpec(
    input,
    'Which groups upload to which, compared with random choice',
    [
      '1×: as often as the peers of the row unchoke any leecher that is present.',
      'Per pair of peers and second in which both were present: group size has no effect.',
    ],
    {
      width: side * groupNames.length,
      height: Math.max(46, side * 0.7) * groupNames.length,
      data: { values: cells },
      encoding: { x, y },
      layer: [RECTANGLES, NUMBERS],
    },
  )
  const known = cells.filter(({ label }) => label !== '–')
  const description = `Unchoke preference from group to group: ${known
    .map(({ from, to, label }) => `${from} to ${to} ${label}`)
    .join(', ')}.`
  return { id: 'unchoked', description, spec }
}

/**
 * Returns for each pair of groups the share of their common time in which the first had the second
 * unchoked, relative to the same share over all groups: the preference.
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
      // A preference of 0 has no logarithm; it gets the last colour.
      const log2Preference = Math.max(-COLOUR_LIMIT, Math.min(COLOUR_LIMIT, Math.log2(preference)))
      return {
        from,
        to,
        log2Preference: known ? sixDigits(log2Preference) : 0,
        label: known ? preferenceText(preference) : '–',
        preference: known ? sixDigits(preference) : null,
        shareOfTime: known ? sixDigits(timeShare) : null,
        unchokedPeerSeconds: sixDigits(unchoked[at]),
      }
    })
  })
}

/** Writes at most four digits and the sign, as wide as a cell. */
function preferenceText(preference: number): string {
  if (preference > 0 && preference < 0.01) return '<0.01×'
  return `${Number(preference < 0.1 ? preference.toFixed(2) : preference.toPrecision(2))}×`
}

/**
 * Returns for each pair of groups the seconds, summed over pairs of peers, in which the first was
 * present and the second was present and incomplete: the integral of the product of both counts,
 * without pairs of a peer with itself.
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
  // Rounding errors remain where a peer was alone.
  return together.map((seconds) => (seconds > 1e-6 ? seconds : 0))
}

/** Returns the earlier of two times, the first of which is NaN for never. */
function earliest(instant: number, other: number): number {
  return Number.isNaN(instant) ? other : Math.min(instant, other)
}
