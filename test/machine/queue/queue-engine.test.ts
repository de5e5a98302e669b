import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type RunResult, type RunSpec, runOne } from '../../../src/lab/batch/run-spec.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { queueRunEngine } from '../../../src/machine/queue/queue-engine.js'
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

const specOf = (seed: string): RunSpec => ({
  id: `run ${seed}`,
  name: 'sample',
  settings: { ...settings, seed },
})

/** A run that fails, because its picker does not exist. */
const failingSpec = (seed: string): RunSpec => ({
  ...specOf(seed),
  settings: { ...settings, groups: settings.groups.map((group) => ({ ...group, picker: 'no' })) },
})

const hashOf = ({ id, summary }: RunResult) => [id, summary.traceHash]

/** Starts a worker in this process that ends with the test. */
function startWorker(
  url: string,
  { program = 'sim 1', lockSeconds }: Partial<WorkerSettings> = {},
) {
  const end = new AbortController()
  const lines: string[] = []
  const ended = workQueue({
    url,
    program,
    ...(lockSeconds === undefined ? {} : { lockSeconds }),
    threads: 2,
    signal: end.signal,
    ready: () => {},
    ended: ({ failure }) => lines.push(failure ?? 'done'),
    warn: (line) => lines.push(line),
  })
  onTestFinished(() => {
    end.abort()
    return ended
  })
  return { lines, end: () => end.abort(), ended }
}

/** Executes runs on the queue and returns everything that was reported. */
async function run(url: string, specs: readonly RunSpec[], more: Partial<RunListener> = {}) {
  const results: RunResult[] = []
  const lines: string[] = []
  const listener: RunListener = {
    done: (result) => results.push(result),
    notice: (line) => lines.push(line),
    warn: (line) => lines.push(line),
    ...more,
  }
  const engine = queueRunEngine({ url, program: 'sim 1', reconnectSeconds: 1 })
  const failure = await engine.run(specs, listener).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { results: results.map(hashOf).sort(), lines, failure }
}

describe.skipIf(missing)(`runs on a queue ${missing ?? ''}`, () => {
  it('give the results of local runs, each once, and leave nothing in Redis', async () => {
    const redis = await TestRedis.start()
    const { lines: ended } = startWorker(redis.url)
    const client = await redis.client()
    await until(async () => (await client.keys('*:attendant:*')).length === 1)
    const specs = Array.from({ length: 60 }, (_, i) => specOf(String(i)))
    const { results, lines, failure } = await run(redis.url, specs)
    expect(failure).toBeUndefined()
    expect(results).toEqual(specs.map((spec) => hashOf(runOne(spec, () => 0))).sort())
    expect(ended).toEqual(specs.map(() => 'done'))
    expect(lines).toContain('1 worker, 2 threads')
    expect(await client.keys('*:run-*')).toEqual([])
  })

  it('keep their lock however long they take', async () => {
    const redis = await TestRedis.start()
    const lockSeconds = 1
    const workers = [1, 2].map(() => startWorker(redis.url, { lockSeconds }))
    const [seed, leechers] = settings.groups
    const groups = [seed, { ...leechers, count: 200 }]
    const long = { ...specOf('long'), settings: { ...settings, sizeBytes: 96 << 20, groups } }
    let cpuSeconds = 0
    const done = (result: RunResult) => {
      cpuSeconds = result.cpuSeconds
    }
    expect((await run(redis.url, [long], { done })).failure).toBeUndefined()
    // Long enough for a lock that was not renewed to be noticed.
    expect(cpuSeconds).toBeGreaterThan(3 * lockSeconds)
    expect(workers.flatMap(({ lines }) => lines)).toEqual(['done'])
  })

  it('that fail are named with their worker, and stop no other run', async () => {
    const redis = await TestRedis.start()
    startWorker(redis.url)
    const { results, failure } = await run(redis.url, [specOf('a'), failingSpec('b'), specOf('c')])
    expect(results.map(([id]) => id)).toEqual(['run a', 'run c'])
    expect(failure).toBeInstanceOf(RunFailure)
    const { failures } = failure as RunFailure
    expect(failures.map(({ id }) => id)).toEqual(['run b'])
    expect(failures[0].reason).toMatch(/\(on .+:\d+\)$/)
    // A new request tries a failed run again.
    expect((await run(redis.url, [failingSpec('b')])).failure).toBeInstanceOf(RunFailure)
  })

  it('are not executed again if they finished while no sweep was connected', async () => {
    const redis = await TestRedis.start()
    const first = startWorker(redis.url)
    const specs = [specOf('a'), specOf('b')]
    const full = () => {
      throw new Error('the disk is full')
    }
    const { failure } = await run(redis.url, specs, { done: full })
    expect(failure).toEqual(new Error('the disk is full'))
    await until(async () => first.lines.length === 2)
    const { results } = await run(redis.url, specs)
    expect(results.map(([id]) => id)).toEqual(['run a', 'run b'])
    expect(first.lines).toHaveLength(2)
  })

  it('never go to a worker of another version, and both sides warn', async () => {
    const redis = await TestRedis.start()
    const other = startWorker(redis.url, { program: 'sim 2' })
    const stop = new AbortController()
    const lines: string[] = []
    const warn = (line: string) => lines.push(line)
    const running = run(redis.url, [specOf('a')], { warn, signal: stop.signal })
    await until(async () => other.lines.length > 0 && lines.length > 1)
    expect(other.lines).toEqual([
      expect.stringMatching(
        /^sweep .+ runs sim 1, this worker runs sim 2: they share no runs until both/,
      ),
    ])
    // Their order depends on which side comes first.
    expect(lines.sort()).toEqual([
      `no worker is connected; start one: sim worker --redis ${redis.url}`,
      expect.stringMatching(
        /^worker .+ runs sim 2, this sweep runs sim 1: they share no runs until both/,
      ),
    ])
    startWorker(redis.url)
    expect((await running).results).toHaveLength(1)
  })

  it('end with an error if Redis is away for too long, and obey Ctrl-C until then', async () => {
    const redis = await TestRedis.start()
    const gone = { warn: () => void redis.kill() }
    const began = performance.now()
    const { failure, results } = await run(redis.url, [specOf('a')], gone)
    expect(results).toEqual([])
    expect(failure).toBeInstanceOf(RedisError)
    expect((failure as Error).message).toContain(`${redis.url}: connection lost`)
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
    expect((await run(redis.url, [specOf('a')], stopping)).failure).toBeUndefined()
  })
})

describe.skipIf(missing)(`a Redis that cannot be used ${missing ?? ''}`, () => {
  it('is reported: nothing listens at the address', async () => {
    const redis = await TestRedis.start()
    await redis.kill()
    const { failure } = await run(redis.url, [specOf('a')])
    expect(failure).toEqual(
      new RedisError(`${redis.url}: connection refused; is redis-server running there?`),
    )
  })

  it('is reported: the password is missing or wrong, and never shown', async () => {
    const redis = await TestRedis.start('--requirepass', 'sesame')
    const asked = new URL(redis.url)
    asked.password = 'open'
    for (const url of [redis.url, asked.href]) {
      const { failure } = await run(url, [specOf('a')])
      expect(failure).toBeInstanceOf(RedisError)
      expect((failure as Error).message).toMatch(/^redis:\/\/.*: missing or wrong password/)
      expect((failure as Error).message).not.toContain('open')
    }
    asked.password = 'sesame'
    startWorker(asked.href)
    expect((await run(asked.href, [specOf('a')])).results).toHaveLength(1)
  })

  it('is reported: the server is not a Redis', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await until(async () => server.listening)
    const url = `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { failure } = await run(url, [specOf('a')])
    expect(failure).toBeInstanceOf(RedisError)
    expect((failure as Error).message).toBe(`${url}: the server at this address is not a Redis`)
  })
})
