import type { SwarmSettings } from '../../sim/settings.js'
import type { Measurements } from '../run/measurements.js'
import { METRIC_SPECS } from '../summary/metric-specs.js'
import type { Unit } from '../summary/metric-text.js'
import { type Summary, summarise } from '../summary/summary.js'
import { conservationFaults } from './conservation.js'
import type { Faults } from './fault.js'

/** Rounding that sums and products of doubles may carry. */
const SLACK = 1e-9

/** The greatest value of a metric, by unit; the least is 0 for all. */
const MOST: Readonly<Partial<Record<Unit, number>>> = { share: 1 }

/** Metrics with a range of their own. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  jain: [0, 1],
  jainShare: [0, 1],
  // A value below 1 beats a lower bound, which is a rule of its own.
  finishOverBound: [0, Number.POSITIVE_INFINITY],
  finishOverModel: [0, Number.POSITIVE_INFINITY],
}

/** Checks every published figure of a run: ranges, bounds, and what must be equal. */
export function checkFigures(
  settings: SwarmSettings,
  measurements: Measurements,
  faults: Faults,
): void {
  const summary = summarise('fuzz', settings.seed, settings, measurements, 1)
  for (const fault of conservationFaults(settings, measurements)) {
    const isBound = fault.includes('its bound')
    if (isBound) faults.add('bound', () => fault, 'completions')
    else faults.add('conservation', () => fault)
  }
  checkMetrics('the run', summary, faults)
  checkBounds('the run', summary, faults)
  for (const [group, metrics] of Object.entries(summary.classes)) {
    checkMetrics(`group ${group}`, metrics, faults)
    checkBounds(`group ${group}`, metrics, faults)
  }
  checkTotals(summary, measurements, faults)
  checkSeries(measurements, faults)
}

function checkMetrics(of: string, metrics: object, faults: Faults): void {
  const values = metrics as Readonly<Record<string, unknown>>
  for (const { key, unit, isCost } of METRIC_SPECS) {
    const value = values[key]
    if (isCost || value === null || value === undefined) continue
    const [least, most] = RANGES[key] ?? [0, MOST[unit] ?? Number.POSITIVE_INFINITY]
    const fits =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      value >= least - SLACK &&
      value <= most * (1 + SLACK)
    faults.check(
      fits,
      'range',
      () => `${key} of ${of} is ${value}, not in ${least} to ${most}`,
      key,
    )
  }
}

function checkBounds(
  of: string,
  metrics: Partial<Pick<Summary, 'finishOverBound' | 'finishOverModel'>>,
  faults: Faults,
): void {
  for (const key of ['finishOverBound', 'finishOverModel'] as const) {
    const ratio = metrics[key] ?? null
    const keeps = ratio === null || ratio >= 1 - SLACK
    faults.check(keeps, 'bound', () => `${key} of ${of} is ${ratio}`, key)
  }
}

function checkTotals(summary: Summary, { peers, endSeconds, ended }: Measurements, faults: Faults) {
  const { completed, leechers, lastFinishSeconds } = summary
  const range = (holds: boolean, what: string) => faults.check(holds, 'range', () => what)
  range(completed <= leechers, `${completed} of ${leechers} leechers completed`)
  const last = lastFinishSeconds ?? 0
  range(last <= endSeconds * (1 + SLACK), `last finish at ${last} s, the end at ${endSeconds} s`)
  range(
    Object.values(summary.classes).reduce((n, one) => n + one.completed, 0) === completed,
    'the groups have other completions than the run',
  )
  if (ended !== 'complete') return
  for (let i = 0; i < peers.count; i++) {
    const isHere = peers.arrivalSeconds[i] >= 0 && !(peers.departureSeconds[i] >= 0)
    const isDone = peers.completionSeconds[i] >= 0
    range(!isHere || isDone, `the run is complete, but peer ${i} is not`)
  }
}

function checkSeries({ series, peers }: Measurements, faults: Faults): void {
  const shares = [
    ...(['progress10', 'progress25', 'progress50', 'progress75', 'progress90'] as const),
    ...(['leecherUtilisation', 'seedUtilisation', 'improvingPairs'] as const),
  ]
  for (let row = 0; row < series.count; row++) {
    const range = (holds: boolean, what: string, name = 'series') =>
      faults.check(holds, 'range', () => `${what} in row ${row} of the series`, name)
    for (const name of shares) {
      const value = series[name][row]
      const fits = Number.isNaN(value) || (value >= -SLACK && value <= 1 + SLACK)
      range(fits, `${name} is ${value}`, name)
    }
    const here = series.leechers[row] + series.seeds[row]
    range(here <= peers.count, `${here} peers of ${peers.count}`)
    range(series.rateBytesPerSecond[row] >= 0, `rate ${series.rateBytesPerSecond[row]}`)
    const [least, mean] = [series.minCopies[row], series.meanCopies[row]]
    range(least <= mean + SLACK && mean <= here + SLACK, `${least} copies, mean ${mean}`)
    if (row === 0) continue
    range(series.timeSeconds[row] > series.timeSeconds[row - 1], 'the time goes back')
    range(series.completed[row] >= series.completed[row - 1], 'fewer have completed')
  }
}
