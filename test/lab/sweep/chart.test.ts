import { describe, expect, it } from 'vitest'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { sweepChart } from '../../../src/lab/sweep/chart.js'
import type { Sweep, SweepPoint } from '../../../src/lab/sweep/sweep.js'
import type { PointMetric } from '../../../src/lab/sweep/table.js'

const { settings } = expandScenario({
  version: 1,
  name: 'sample',
  torrent: { size: '1 MiB', pieceLength: '64 KiB' },
  groups: { origin: { holds: 'all' }, peers: {} },
})
const points = [10, 100].flatMap((count) =>
  ['chain', 'swarm'].map(
    (model): SweepPoint => ({ values: { 'groups.peers.count': count, model }, settings }),
  ),
)
const sweep: Sweep = {
  name: 'growth',
  about: '',
  parameters: ['groups.peers.count', 'model'],
  points,
  replications: 1,
  seed: '1',
  metrics: ['lastFinishSeconds', 'modelSeconds', 'boundSeconds'],
  hints: [],
}
const figure = (point: SweepPoint, metric: string, mean: number, runs = 1): PointMetric => ({
  point,
  metric,
  interval: { replications: runs, mean, low95: Number.NaN, high95: Number.NaN },
})
const figures = points.flatMap((point) => [
  figure(point, 'lastFinishSeconds', 30),
  figure(point, 'modelSeconds', 20, point.values.model === 'chain' ? 1 : 0),
  figure(point, 'boundSeconds', 10),
])
/** The part of a specification that the tests read. */
interface Drawn {
  readonly data: {
    readonly values: readonly { line: string; isFormula: boolean; mean: number }[]
  }
}
const rows = (metric: string, from = figures) => {
  const spec = sweepChart(sweep, metric, from)?.spec
  return (spec as unknown as Drawn).data.values
}

describe('a sweep chart', () => {
  it('of the last finish shows the formula of each model, or the bound of a swarm', () => {
    const formulas = rows('lastFinishSeconds').filter(({ isFormula }) => isFormula)
    expect(formulas.map(({ line, mean }) => [line, mean])).toEqual([
      ['chain', 20],
      ['chain', 20],
      ['swarm', 10],
      ['swarm', 10],
    ])
  })

  it('has no formula for other metrics or if none is requested', () => {
    const own = figures.filter(({ metric }) => metric === 'lastFinishSeconds')
    expect(rows('lastFinishSeconds', own).some(({ isFormula }) => isFormula)).toBe(false)
    expect(rows('boundSeconds').some(({ isFormula }) => isFormula)).toBe(false)
  })
})
