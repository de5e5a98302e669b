import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { toJson } from './plain-json.js'
import { Presence } from './presence.js'
import { connectRedis, shownUrl } from './redis-connection.js'
import { PREFIX, processName, queueName, type RunJob } from './run-queue.js'
import { VersionMismatch } from './version-mismatch.js'
import { WorkerPools } from './worker-pools.js'

/** What a worker does, and who hears of it. */
export interface WorkerSettings {
  readonly url: string
  readonly program: string
  /** Cells at a time, each on a thread of its own, so that locks are renewed meanwhile. */
  readonly threads: number
  /** How long a lock is good for, seconds; 10 unless said. It is renewed twice in that time. */
  readonly lockSeconds?: number
  /** Ends it: cells under way go back to the queue. */
  readonly signal: AbortSignal
  /** Told that it is at work. */
  ready(): void
  /** Told of each cell that has ended. */
  ended(cell: EndedRun): void
  /** Told in a line what a person should know. */
  warn(line: string): void
}

/** A cell that has ended here. */
export interface EndedRun {
  /** Its sweep's name. */
  readonly sweep: string
  /** Why it failed; undefined if it did not. */
  readonly failure?: string
}

/** A lock that ran out is a lost worker's. */
const LOCK_SECONDS = 10

/** How often workers look for such locks, in parts of the time that one is good for. */
const STALLED_SHARE = 0.4

/** What BullMQ says of a job that another worker was given meanwhile, or has finished. */
const TAKEN = /could not renew lock|Missing (lock|key) for job/

/** So often may a cell's worker be lost before the cell is thought to be why. */
const MOST_STALLS = 3

/** How long a farewell may take where Redis does not answer, seconds. */
const FAREWELL_SECONDS = 3

/** Seconds between two looks at who else is there. */
const ATTEND_SECONDS = 2

/**
 * Runs cells of a queue until it is told to end.
 * @throws RedisError if there is no Redis at first; later one that is away is waited for
 */
export async function workQueue(settings: WorkerSettings): Promise<void> {
  const { url, program, threads, signal, lockSeconds = LOCK_SECONDS } = settings
  const redis = await connectRedis(url, 'worker')
  tellOutages(redis, settings)
  const own = { role: 'worker', program, name: processName(), threads } as const
  const attendance = new Presence(redis, own)
  const pools = new WorkerPools()
  const quit = new AbortController()
  const underWay = new Set<Promise<unknown>>()
  const process = (job: Job<RunJob['data']>, token?: string) => {
    const working = work(job, token, pools, quit.signal, settings)
    underWay.add(working)
    return working.finally(() => underWay.delete(working))
  }
  const worker = new Worker(queueName(program), process, {
    connection: redis,
    prefix: PREFIX,
    name: own.name,
    concurrency: threads,
    lockDuration: Math.round(lockSeconds * 1000),
    stalledInterval: Math.round(lockSeconds * STALLED_SHARE * 1000),
    maxStalledCount: MOST_STALLS,
    runRetryDelay: 1000,
  })
  worker.on('lockRenewalFailed', () => {
    settings.warn(`another worker was given a run of this one, of which no sign came in time`)
  })
  worker.on('error', ({ message }) => {
    // Of an outage and of a run that was taken away is told once, not at each command.
    if (redis.status === 'ready' && !TAKEN.test(message)) settings.warn(message)
  })
  settings.ready()
  const strangers = new VersionMismatch(own, settings.warn)
  const attend = async () => {
    if (redis.status === 'ready') strangers.look((await attendance.attend()) ?? [])
  }
  // Not waited for: while Redis is away there is no answer.
  const timer = setInterval(() => attend().catch(() => {}), ATTEND_SECONDS * 1000)
  attend().catch(() => {})
  if (!signal.aborted) await once(signal, 'abort')
  clearInterval(timer)
  // What is given back shall not come here again.
  await worker.pause(true)
  quit.abort()
  if (redis.status === 'ready') {
    const late = pause(FAREWELL_SECONDS * 1000, undefined, { ref: false })
    await Promise.race([Promise.allSettled([...underWay, attendance.leave()]), late])
  }
  // A polite one waits for Redis; locks that could not be given back run out.
  await worker.close(true)
  redis.disconnect()
  await pools.end()
}

/** Runs a job's cell; what it throws tells BullMQ whether to try again. */
async function work(
  job: Job<RunJob['data']>,
  token: string | undefined,
  pools: WorkerPools,
  quit: AbortSignal,
  { ended }: WorkerSettings,
): Promise<unknown> {
  const answer = await pools.run(job.data, quit)
  if (answer.kind === 'aborted') {
    await job.moveToWait(token)
    throw new WaitingError()
  }
  if (answer.kind === 'result') {
    ended({ sweep: job.name })
    return toJson(answer.result)
  }
  ended({ sweep: job.name, failure: answer.why })
  // The same cell would fail of the same; a thread that was lost may have been short of memory.
  throw answer.kind === 'crash' ? new Error(answer.why) : new UnrecoverableError(answer.why)
}

function tellOutages(redis: Redis, { url, warn, signal }: WorkerSettings): void {
  let lost = false
  redis.on('close', () => {
    if (lost || signal.aborted) return
    lost = true
    warn(`${shownUrl(url)}: is gone; waiting for it`)
  })
  redis.on('ready', () => {
    if (lost) warn(`${shownUrl(url)}: is back`)
    lost = false
  })
}
