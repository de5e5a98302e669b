import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type RunResult, type RunSpec, runOne } from '../../../src/lab/batch/run-spec.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { queueEngine } from '../../../src/machine/queue/queue-engine.js'
import { type WorkerSettings, workQueue } from '../../../src/machine/queue/queue-worker.js'
import { RedisError } from '../../../src/machine/queue/redis-error.js'
import { RunFailure, type RunListener } from '../../../src/machine/workers/run-engine.js'
import { sampleDocument } from '../../lab/scenario/scenario-sample.js'
import { until, whatIsMissing } from '../../net/interop/local-network.js'
import { redisServer, TestRedis } from './redis-server.js'

const missing = whatIsMissing(redisServer)

const { settings } = expandScenario(
  sampleDocument({ torrent: { size: '256 KiB', pieceLength: '64 KiB' } }),
)

const cellOf = (seed: string): RunSpec => ({
  id: `cell ${seed}`,
  name: 'sample',
  settings: { ...settings, seed },
})

/** A cell that no experiment can be made of. */
const spoilt = (seed: string): RunSpec => ({
  ...cellOf(seed),
  settings: { ...settings, groups: settings.groups.map((group) => ({ ...group, picker: 'no' })) },
})

const hashOf = ({ id, summary }: RunResult) => [id, summary.traceHash]

/** A worker of this process, which ends with the test. */
function worker(url: string, { program = 'sim 1', lockSeconds }: Partial<WorkerSettings> = {}) {
  const end = new AbortController()
  const said: string[] = []
  const ended = workQueue({
    url,
    program,
    ...(lockSeconds === undefined ? {} : { lockSeconds }),
    threads: 2,
    signal: end.signal,
    ready: () => {},
    ended: ({ failure }) => said.push(failure ?? 'made'),
    warn: (line) => said.push(line),
  })
  onTestFinished(() => {
    end.abort()
    return ended
  })
  return { said, end: () => end.abort(), ended }
}

/** Has cells run, and answers what was told. */
async function run(url: string, cells: readonly RunSpec[], more: Partial<RunListener> = {}) {
  const results: RunResult[] = []
  const lines: string[] = []
  const listener: RunListener = {
    done: (result) => results.push(result),
    notice: (line) => lines.push(line),
    warn: (line) => lines.push(line),
    ...more,
  }
  const engine = queueEngine({ url, program: 'sim 1', patienceSeconds: 1 })
  const failure = await engine.run(cells, listener).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { results: results.map(hashOf).sort(), lines, failure }
}

describe.skipIf(missing)(`cells on a queue ${missing ?? ''}`, () => {
  it('come back as they would from here, each once, and nothing of them stays', async () => {
    const redis = await TestRedis.start()
    const { said } = worker(redis.url)
    const cells = Array.from({ length: 60 }, (_, i) => cellOf(String(i)))
    const { results, lines, failure } = await run(redis.url, cells)
    expect(failure).toBeUndefined()
    expect(results).toEqual(cells.map((cell) => hashOf(runOne(cell, () => 0))).sort())
    expect(said).toEqual(cells.map(() => 'made'))
    expect(lines).toContain('1 worker, 2 threads')
    const keys = await (await redis.client()).keys('*:cell-*')
    expect(keys).toEqual([])
  })

  it('keep their lock however long they take', async () => {
    const redis = await TestRedis.start()
    const lockSeconds = 1
    const workers = [1, 2].map(() => worker(redis.url, { lockSeconds }))
    const [seed, leechers] = settings.groups
    const groups = [seed, { ...leechers, count: 200 }]
    const long = { ...cellOf('long'), settings: { ...settings, sizeBytes: 24 << 20, groups } }
    let cpuSeconds = 0
    const done = (result: RunResult) => {
      cpuSeconds = result.cpuSeconds
    }
    expect((await run(redis.url, [long], { done })).failure).toBeUndefined()
    // Long enough for a lock that is not renewed to be found.
    expect(cpuSeconds).toBeGreaterThan(3 * lockSeconds)
    expect(workers.flatMap(({ said }) => said)).toEqual(['made'])
  })

  it('that fail are named, with where, and cost no other', async () => {
    const redis = await TestRedis.start()
    worker(redis.url)
    const { results, failure } = await run(redis.url, [cellOf('a'), spoilt('b'), cellOf('c')])
    expect(results.map(([id]) => id)).toEqual(['cell a', 'cell c'])
    expect(failure).toBeInstanceOf(RunFailure)
    const { failures } = failure as RunFailure
    expect(failures.map(({ id }) => id)).toEqual(['cell b'])
    expect(failures[0].why).toMatch(/\(on .+:\d+\)$/)
    // It is tried again by who asks again.
    expect((await run(redis.url, [spoilt('b')])).failure).toBeInstanceOf(RunFailure)
  })

  it('are not run again if they were finished while nobody waited', async () => {
    const redis = await TestRedis.start()
    const first = worker(redis.url)
    const cells = [cellOf('a'), cellOf('b')]
    const full = () => {
      throw new Error('the disk is full')
    }
    const { failure } = await run(redis.url, cells, { done: full })
    expect(failure).toEqual(new Error('the disk is full'))
    await until(async () => first.said.length === 2)
    const { results } = await run(redis.url, cells)
    expect(results.map(([id]) => id)).toEqual(['cell a', 'cell b'])
    expect(first.said).toHaveLength(2)
  })

  it('go to no worker of another version, and both sides say so', async () => {
    const redis = await TestRedis.start()
    const stranger = worker(redis.url, { program: 'sim 2' })
    const stop = new AbortController()
    const lines: string[] = []
    const warn = (line: string) => lines.push(line)
    const running = run(redis.url, [cellOf('a')], { warn, signal: stop.signal })
    await until(async () => stranger.said.length > 0 && lines.length > 1)
    expect(stranger.said).toEqual([
      expect.stringMatching(/^sweep .+ is sim 1, this is sim 2: no runs pass between them$/),
    ])
    // Who comes first is noticed first.
    expect(lines.sort()).toEqual([
      `no worker is there; begin one: sim worker --redis ${redis.url}`,
      expect.stringMatching(/^worker .+ is sim 2, this is sim 1: no runs pass between them$/),
    ])
    worker(redis.url)
    expect((await running).results).toHaveLength(1)
  })

  it('end with a name if Redis is gone for too long, and Ctrl-C is heard meanwhile', async () => {
    const redis = await TestRedis.start()
    const gone = { warn: () => void redis.kill() }
    const began = performance.now()
    const { failure, results } = await run(redis.url, [cellOf('a')], gone)
    expect(results).toEqual([])
    expect(failure).toBeInstanceOf(RedisError)
    expect((failure as Error).message).toContain(`${redis.url}: the connection is lost`)
    expect(performance.now() - began).toBeGreaterThan(1000)
    await redis.begin()
    const stop = new AbortController()
    const stopping = {
      signal: stop.signal,
      warn: (line: string) => {
        if (line.startsWith('no worker')) void redis.kill()
        else stop.abort()
      },
    }
    expect((await run(redis.url, [cellOf('a')], stopping)).failure).toBeUndefined()
  })
})

describe.skipIf(missing)(`a Redis that is none ${missing ?? ''}`, () => {
  it('is named: nobody listens', async () => {
    const redis = await TestRedis.start()
    await redis.kill()
    const { failure } = await run(redis.url, [cellOf('a')])
    expect(failure).toEqual(
      new RedisError(`${redis.url}: nobody listens there; is redis-server running?`),
    )
  })

  it('is named: it wants a password, which is never shown', async () => {
    const redis = await TestRedis.start('--requirepass', 'sesame')
    const asked = new URL(redis.url)
    asked.password = 'open'
    for (const url of [redis.url, asked.href]) {
      const { failure } = await run(url, [cellOf('a')])
      expect(failure).toBeInstanceOf(RedisError)
      expect((failure as Error).message).toMatch(/^redis:\/\/.*: it wants a password/)
      expect((failure as Error).message).not.toContain('open')
    }
    asked.password = 'sesame'
    worker(asked.href)
    expect((await run(asked.href, [cellOf('a')])).results).toHaveLength(1)
  })

  it('is named: what answers is something else', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await until(async () => server.listening)
    const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { failure } = await run(url, [cellOf('a')])
    expect(failure).toBeInstanceOf(RedisError)
    expect((failure as Error).message).toBe(`${url}: what answers there is no Redis`)
  })
})
