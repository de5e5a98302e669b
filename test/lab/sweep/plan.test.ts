import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { SweepPlan } from '../../../src/lab/sweep/plan.js'
import { parseRunId, type SweepEntry } from '../../../src/lab/sweep/sweep.js'
import { entryOf, SWEEP, sweepOf } from './sweep-sample.js'

const sweep = sweepOf(SWEEP)

function planOf(finished: Map<string, SweepEntry>, untilHalfWidth?: number, replications = 3) {
  return new SweepPlan(sweep, { replications, untilHalfWidth, metric: 'meanSeconds' }, finished)
}

describe('the plan of a sweep', () => {
  it('runs replication 1 of every point, with one random seed, before replication 2', () => {
    const runs = [...planOf(new Map()).runs()]
    expect(runs.map(({ id }) => id).slice(0, 5)).toEqual(['3/1', '4/1', '1/1', '2/1', '3/2'])
    expect(runs).toHaveLength(12)
    expect(new Set(runs.slice(0, 4).map(({ settings }) => settings.seed))).toEqual(new Set(['1/1']))
    expect(runs[4].settings.seed).toBe('1/2')
  })

  it('runs the point with the most bytes to download first', () => {
    const counts = [2, 30, 3, 5]
    const sweep = sweepOf({ ...SWEEP, grid: { 'groups.crowd.count': counts }, replications: 2 })
    const extent = { replications: 2, metric: 'meanSeconds' }
    const ids = [...new SweepPlan(sweep, extent, new Map()).runs()].map(({ id }) => id)
    expect(ids).toEqual(['2/1', '4/1', '3/1', '1/1', '2/2', '4/2', '3/2', '1/2'])
  })

  it('runs the point with the most CPU time first once it is measured', () => {
    const finished = new Map<string, SweepEntry>()
    const runs = planOf(finished).runs()
    for (let i = 0; i < 4; i++) {
      const { point, replication } = parseRunId(runs.next().value!.id)!
      finished.set(`${point + 1}/1`, entryOf(point, replication, 1))
    }
    expect(runs.next().value?.id).toBe('4/2')
  })

  test.prop([fc.uniqueArray(fc.integer({ min: 0, max: 11 }))])(
    'runs exactly the unfinished runs',
    (there) => {
      const all = [...planOf(new Map()).runs()].map(({ id }) => id)
      const done = there.map((i) => all[i])
      const finished = new Map(
        done.map((id) => [id, entryOf(parseRunId(id)!.point, parseRunId(id)!.replication, 1)]),
      )
      const left = [...planOf(finished).runs()].map(({ id }) => id)
      expect([...left, ...done].sort()).toEqual([...all].sort())
    },
  )

  it('stops a point once its first replications agree, in whatever order they finish', () => {
    const means = [100, 101, 99, 100, 100, 500, 500, 500]
    const finished = new Map<string, SweepEntry>()
    const plan = planOf(finished, 0.02, 8)
    for (const run of [7, 6, 5, 4, 3, 2, 1, 0]) {
      const entry = entryOf(0, run, means[run])
      finished.set(entry.id, entry)
      plan.update(0)
    }
    expect(plan.finishedRunsOf(0)).toHaveLength(5)
    expect([...plan.runs()].filter(({ id }) => id.startsWith('1/'))).toEqual([])
    expect(planOf(finished, 0.02, 8).finishedRunsOf(0)).toEqual(plan.finishedRunsOf(0))
  })

  it('never stops a point whose replications differ or lack the metric', () => {
    for (const means of [[1, 2, 3, 4, 5, 6], Array(6).fill(Number.NaN)]) {
      const entries = means.map((mean: number, run: number) => entryOf(0, run, mean))
      const plan = planOf(new Map(entries.map((entry) => [entry.id, entry])), 0.02, 7)
      expect([...plan.runs()].filter(({ id }) => id.startsWith('1/'))).toHaveLength(1)
    }
  })
})
