import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SWARM, SWEEP } from '../../lab/sweep/sweep-sample.js'
import { choker } from '../../machine/plugin/sample.js'
import { redisServer, TestRedis } from '../../machine/queue/redis-server.js'
import { until, whatIsMissing } from '../../net/interop/local-network.js'
import { child, childOf, ROOT } from '../child.js'
import { sim } from '../terminal/recorder.js'
import { journalledIn, onlySweep, tinySweep } from './kept-sweep.js'

const missing = whatIsMissing(redisServer)

let folder: string
let file: string
beforeEach(() => {
  ;({ folder, file } = tinySweep())
})
afterEach(() => rmSync(folder, { recursive: true }))

const plain = (out: string) => [file, '--out', join(folder, out), '--no-charts', '--quiet']
const queued = (url: string) => ['--engine', 'bullmq', '--redis', url]
const kept = (out: string) => onlySweep(join(folder, out))
const tables = (out: string) =>
  ['runs.csv', 'points.csv', 'runs.parquet', 'points.parquet'].map((name) =>
    readFileSync(join(kept(out), name)),
  )

/** Runs the sweep locally and returns its tables. */
async function madeHere() {
  expect((await sim('sweep', ...plain('here'))).code).toBe(0)
  return tables('here')
}

/** Makes each run long enough for a worker to be killed during it. */
function longRuns(replications: number) {
  const torrent = { size: '24 MiB', pieceLength: '64 KiB' }
  const groups = { ...SWARM.groups, crowd: { ...SWARM.groups.crowd, count: 60 } }
  writeFileSync(join(folder, 'small.json'), JSON.stringify({ ...SWARM, torrent, groups }))
  const grid = { 'groups.crowd.picker': ['rarest-first', 'random'] }
  writeFileSync(file, JSON.stringify({ ...SWEEP, grid, replications }))
}

/** Waits until this many runs are active. */
async function running(redis: TestRedis, count: number) {
  const client = await redis.client()
  await until(async () => {
    const [active] = await client.keys('*:active')
    return active !== undefined && (await client.llen(active)) === count
  }, 0.02)
}

describe.skipIf(missing)(`a sweep on a queue ${missing ?? ''}`, () => {
  it('has byte-identical tables even if a worker is killed mid-run', async () => {
    longRuns(3)
    const here = await madeHere()
    const redis = await TestRedis.start()
    const workers = [1, 2].map(() => child('worker', '--redis', redis.url, '--threads', '1'))
    const sweep = child('sweep', ...plain('out'), ...queued(redis.url))
    await running(redis, 2)
    workers[0].process.kill('SIGKILL')
    const { code, stderr } = await sweep.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('failed') })
    expect(tables('out')).toEqual(here)
    expect(journalledIn(kept('out')).sort()).toEqual(['1/1', '1/2', '1/3', '2/1', '2/2', '2/3'])
    workers[1].process.kill('SIGINT')
    const other = await workers[1].ended
    // Each worker had a run, so the survivor also made that of the killed one.
    expect(Number(/(\d+) runs made/.exec(other.stderr)?.[1])).toBeGreaterThanOrEqual(2)
    expect(other.code).toBe(0)
  })

  it('has identical tables even if Redis crashes and restarts empty', async () => {
    writeFileSync(file, JSON.stringify({ ...SWEEP, replications: 30 }))
    const here = await madeHere()
    const redis = await TestRedis.start()
    const worker = child('worker', '--redis', redis.url, '--threads', '2')
    const sweep = child('sweep', ...plain('out'), ...queued(redis.url))
    await until(async () => sweep.output.stderr !== '' || cellsThere() > 10, 0.02)
    await redis.kill()
    await until(async () => sweep.output.stderr.includes('trying for 60 s'))
    await redis.begin()
    const { code, stderr } = await sweep.ended
    expect(code).toBe(0)
    expect(stderr).toContain(`${redis.url}: connected again`)
    expect(worker.output.stderr).toContain(`${redis.url}: connected again`)
    expect(tables('out')).toEqual(here)
    const cells = journalledIn(kept('out'))
    expect(new Set(cells).size).toBe(cells.length)
  })

  it('keeps finished runs if Redis is gone, stops on Ctrl-C, and resumes locally', async () => {
    writeFileSync(file, JSON.stringify({ ...SWEEP, replications: 30 }))
    const redis = await TestRedis.start()
    const worker = child('worker', '--redis', redis.url, '--threads', '2')
    const sweep = child('sweep', ...plain('out'), ...queued(redis.url))
    await until(async () => cellsThere() > 10, 0.02)
    await redis.kill()
    await until(async () => sweep.output.stderr.includes('Ctrl-C keeps the finished runs'))
    for (const { process } of [sweep, worker]) process.kill('SIGINT')
    expect((await sweep.ended).code).toBe(130)
    expect((await worker.ended).code).toBe(0)
    const before = journalledIn(kept('out'))
    expect(before.length).toBeGreaterThan(10)
    expect((await sim('sweep', ...plain('out'))).code).toBe(0)
    expect(journalledIn(kept('out')).slice(0, before.length)).toEqual(before)
    const here = await madeHere()
    expect(tables('out')).toEqual(here)
  })

  it('runs on a worker that has only the program, if its version matches', async () => {
    const redis = await TestRedis.start()
    const elsewhere = join(folder, 'elsewhere')
    copyOfProgram(elsewhere, '9.9.9')
    const stranger = childOf(elsewhere, ['worker', '--redis', redis.url])
    await until(async () => stranger.output.stderr.includes('waiting for runs of'))
    expect(stranger.output.stderr).toContain('swarm-sim 9.9.9')
    const sweep = child('sweep', ...plain('out'), ...queued(redis.url))
    const apart = /swarm-sim 9\.9\.9, Node \d+, code \w+.*they share no runs/
    await until(async () => apart.test(sweep.output.stderr) && apart.test(stranger.output.stderr))
    expect(journalledIn(kept('out'))).toEqual([])
    const other = join(folder, 'other')
    copyOfProgram(other)
    const worker = childOf(other, ['worker', '--redis', redis.url])
    expect((await sweep.ended).code).toBe(0)
    expect(tables('out')).toEqual(await madeHere())
    for (const { process } of [worker, stranger]) process.kill('SIGINT')
    expect((await stranger.ended).stderr).toContain('\n0 runs made')
  })

  it('sends plug-ins to workers, and reports a failing one as a local sweep does', async () => {
    const policies = [choker('', { name: 'kind' }), choker('if (now > 2) oops', { name: 'faulty' })]
    const files = ['kind.js', 'faulty.js'].map((name) => join(folder, name))
    for (const [i, text] of policies.entries()) writeFileSync(files[i], text)
    const more = files.flatMap((one) => ['--policy', one])
    const grid = { 'groups.crowd.choker': ['tit-for-tat', 'kind', 'faulty'] }
    writeFileSync(file, JSON.stringify({ ...SWEEP, grid, replications: 2 }))
    const here = await sim('sweep', ...plain('here'), ...more)
    expect(here.code).toBe(1)
    // Failures are reported as they come.
    const failures = (stderr: string) => stderr.match(/^sim: .*$/gm)?.sort()
    expect(failures(here.stderr)).toEqual(
      [1, 2].map((run) =>
        expect.stringMatching(`run 3/${run} .*faulty\\.js:5: choker "faulty" of`),
      ),
    )
    const redis = await TestRedis.start()
    child('worker', '--redis', redis.url)
    const there = await sim('sweep', ...plain('out'), ...more, ...queued(redis.url))
    expect(there.code).toBe(1)
    expect(tables('out')).toEqual(tables('here'))
    // A worker's error ends with the worker's name, and its plug-in has no local folder.
    const plainly = there.stderr.replaceAll(/ \(on \S+\)$/gm, '')
    expect(failures(plainly)).toEqual(failures(here.stderr.replaceAll(folder + sep, '')))
  })

  it('reports a refused connection to Redis, as a worker does', async () => {
    const redis = await TestRedis.start()
    await redis.kill()
    for (const argv of [['sweep', ...plain('out')], ['worker']]) {
      const more = argv[0] === 'sweep' ? queued(redis.url) : ['--redis', redis.url]
      const { code, stderr, stdout } = await sim(...argv, ...more)
      expect(stderr).toBe(`sim: ${redis.url}: connection refused; is redis-server running there?\n`)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    }
  })

  /** The number of finished runs of the sweep in `out`. */
  function cellsThere(): number {
    try {
      return journalledIn(kept('out')).length
    } catch {
      return 0
    }
  }
})

/** Copies only the program to another folder, with another version if one is given. */
function copyOfProgram(place: string, version?: string) {
  cpSync(join(ROOT, 'src'), join(place, 'src'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'))
  const { name, version: own, type } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const output = { name, type, version: version ?? own }
  writeFileSync(join(place, 'package.json'), JSON.stringify(output))
}

describe('engine options', () => {
  it.each([
    [['--engine', 'bullmq'], '--engine bullmq needs --redis, e.g. --redis redis://localhost:6379'],
    [['--redis', 'redis://x'], '--redis: only used with --engine bullmq'],
    [['--engine', 'bullmq', '--redis', 'localhost:6379'], '--redis: expected redis://HOST:PORT'],
    [['--engine', 'bullmq', '--redis', 'http://x'], '--redis: expected redis://HOST:PORT'],
    [[...queued('redis://x'), '--workers', '2'], '--workers: not used with --engine bullmq'],
    [['--engine', 'bulmq'], '--engine: expected local, bullmq; found "bulmq"'],
  ])('are refused if invalid or contradictory: %j', async (more, message) => {
    for (const command of [['sweep', ...plain('out')], ['tournament']]) {
      const { code, stderr } = await sim(...command, ...more)
      expect(stderr).toContain(`sim: ${message}`)
      expect(code).toBe(2)
    }
  })

  it('load no Redis package without --engine bullmq', async () => {
    const barred = { NODE_OPTIONS: `--import ${barring('bullmq', 'ioredis')}` }
    const { code, stderr } = await childOf(ROOT, ['sweep', ...plain('out')], barred).ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const queue = ['sweep', ...plain('two'), ...queued('redis://localhost')]
    expect((await childOf(ROOT, queue, barred).ended).stderr).toContain('is barred')
  })
})

/** The URL to --import that makes Node refuse to load these packages. */
function barring(...names: string[]): string {
  const hook = `export async function resolve(name, context, next) {
    if (${JSON.stringify(names)}.includes(name)) throw new Error(name + ' is barred')
    return next(name, context)
  }`
  const url = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`
  return url(`import { register } from 'node:module'; register(${JSON.stringify(url(hook))})`)
}
