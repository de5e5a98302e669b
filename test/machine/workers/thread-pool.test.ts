import { expect, it } from 'vitest'
import { type RunResult, type RunSpec, runOne } from '../../../src/lab/batch/run-spec.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { RunFailure } from '../../../src/machine/workers/run-engine.js'
import { localEngine } from '../../../src/machine/workers/thread-pool.js'
import { sampleDocument } from '../../lab/scenario/scenario-sample.js'

const { settings } = expandScenario(
  sampleDocument({ torrent: { size: '1 MiB', pieceLength: '64 KiB' } }),
)

const cellOf = (seed: string): RunSpec => ({
  id: `cell ${seed}`,
  name: 'sample',
  settings: { ...settings, seed },
})

/** Without what differs from time to time. */
const lasting = ({ id, summary, groups }: RunResult) => {
  const { cpuSeconds: _, eventsPerCpuSecond: __, blocksPerCpuSecond: ___, ...figures } = summary
  return { id, figures, groups }
}

async function resultsOf(cells: Iterable<RunSpec>, workers = 2, signal?: AbortSignal) {
  const results: RunResult[] = []
  const ending = localEngine(workers).run(cells, { signal, done: (result) => results.push(result) })
  const failure = await ending.then(
    () => undefined,
    (error: unknown) => error,
  )
  return { results: results.sort((a, b) => a.id.localeCompare(b.id)), failure }
}

/** A cell that no experiment can be made of. */
const spoilt = (seed: string): RunSpec => ({
  ...cellOf(seed),
  settings: { ...settings, groups: settings.groups.map((group) => ({ ...group, picker: 'no' })) },
})

it('threads answer what a run here would', async () => {
  const cells = ['a', 'b', 'c'].map(cellOf)
  const { results, failure } = await resultsOf(cells)
  expect(failure).toBeUndefined()
  const here = cells.map((cell) => runOne(cell, () => 0))
  expect(results.map(lasting)).toEqual(here.map(lasting))
  expect(results[0].groups.map(({ name }) => name)).toEqual(['seed', 'leechers'])
  expect(results[0].groups[1].downloadSeconds).toHaveLength(10)
})

it('a cell that fails is named and costs no other', async () => {
  const { results, failure } = await resultsOf([cellOf('a'), spoilt('b'), cellOf('c')])
  expect(results.map(({ id }) => id)).toEqual(['cell a', 'cell c'])
  expect(failure).toBeInstanceOf(RunFailure)
  expect((failure as RunFailure).failures.map(({ id }) => id)).toEqual(['cell b'])
  expect((failure as RunFailure).message).toContain('cell b')
})

it('cells are taken only as threads become free', async () => {
  let taken = 0
  const told: number[] = []
  function* endless() {
    for (;;) yield cellOf(String(taken++))
  }
  const stop = new AbortController()
  await localEngine(2).run(endless(), {
    signal: stop.signal,
    done: () => {
      told.push(taken)
      if (told.length === 5) stop.abort()
    },
  })
  expect(told).toHaveLength(5)
  for (const [i, count] of told.entries()) expect(count).toBeLessThanOrEqual(i + 3)
})

it('a thread is given its next cell before the result of the last is told', async () => {
  let taken = 0
  const told: number[] = []
  function* cells() {
    for (; taken < 4; ) yield cellOf(String(taken++))
  }
  await localEngine(1).run(cells(), { done: () => told.push(taken) })
  expect(told).toEqual([2, 3, 4, 4])
})

it('what the listener throws ends all', async () => {
  const broken = () => {
    throw new Error('the disk is full')
  }
  const ending = localEngine(2).run(['a', 'b', 'c', 'd'].map(cellOf), { done: broken })
  await expect(ending).rejects.toThrow('the disk is full')
})
