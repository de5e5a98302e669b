import { expect, it } from 'vitest'
import { type RunResult, type RunSpec, runOne } from '../../../src/lab/batch/run-spec.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { RunFailure } from '../../../src/machine/workers/run-engine.js'
import { localRunEngine } from '../../../src/machine/workers/thread-pool.js'
import { sampleDocument } from '../../lab/scenario/scenario-sample.js'

const { settings } = expandScenario(
  sampleDocument({ torrent: { size: '1 MiB', pieceLength: '64 KiB' } }),
)

const specOf = (seed: string): RunSpec => ({
  id: `run ${seed}`,
  name: 'sample',
  settings: { ...settings, seed },
})

/** A result without its timings. */
const withoutTimings = ({ id, summary, groups }: RunResult) => {
  const { cpuSeconds: _, eventsPerCpuSecond: __, blocksPerCpuSecond: ___, ...figures } = summary
  return { id, figures, groups }
}

async function resultsOf(specs: Iterable<RunSpec>, workers = 2, signal?: AbortSignal) {
  const results: RunResult[] = []
  const finished = localRunEngine(workers).run(specs, {
    signal,
    done: (result) => results.push(result),
  })
  const failure = await finished.then(
    () => undefined,
    (error: unknown) => error,
  )
  return { results: results.sort((a, b) => a.id.localeCompare(b.id)), failure }
}

/** A run that fails, because its picker does not exist. */
const failingSpec = (seed: string): RunSpec => ({
  ...specOf(seed),
  settings: { ...settings, groups: settings.groups.map((group) => ({ ...group, picker: 'no' })) },
})

it('threads return the results of runs on the main thread', async () => {
  const specs = ['a', 'b', 'c'].map(specOf)
  const { results, failure } = await resultsOf(specs)
  expect(failure).toBeUndefined()
  const here = specs.map((spec) => runOne(spec, () => 0))
  expect(results.map(withoutTimings)).toEqual(here.map(withoutTimings))
  expect(results[0].groups.map(({ name }) => name)).toEqual(['seed', 'leechers'])
  expect(results[0].groups[1].downloadSeconds).toHaveLength(10)
})

it('a run that fails is named and stops no other', async () => {
  const { results, failure } = await resultsOf([specOf('a'), failingSpec('b'), specOf('c')])
  expect(results.map(({ id }) => id)).toEqual(['run a', 'run c'])
  expect(failure).toBeInstanceOf(RunFailure)
  expect((failure as RunFailure).failures.map(({ id }) => id)).toEqual(['run b'])
  expect((failure as RunFailure).message).toContain('run "run b" failed')
})

it('specs are taken only as threads become free', async () => {
  let taken = 0
  const takenByResult: number[] = []
  function* endless() {
    for (;;) yield specOf(String(taken++))
  }
  const stop = new AbortController()
  await localRunEngine(2).run(endless(), {
    signal: stop.signal,
    done: () => {
      takenByResult.push(taken)
      if (takenByResult.length === 5) stop.abort()
    },
  })
  expect(takenByResult).toHaveLength(5)
  for (const [i, count] of takenByResult.entries()) expect(count).toBeLessThanOrEqual(i + 3)
})

it('a thread gets its next run before the listener gets the last result', async () => {
  let taken = 0
  const takenByResult: number[] = []
  function* specs() {
    for (; taken < 4; ) yield specOf(String(taken++))
  }
  await localRunEngine(1).run(specs(), { done: () => takenByResult.push(taken) })
  expect(takenByResult).toEqual([2, 3, 4, 4])
})

it('an error thrown by the listener ends the engine', async () => {
  const broken = () => {
    throw new Error('the disk is full')
  }
  const finished = localRunEngine(2).run(['a', 'b', 'c', 'd'].map(specOf), { done: broken })
  await expect(finished).rejects.toThrow('the disk is full')
})
