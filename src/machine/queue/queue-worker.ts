import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { toJson } from './plain-json.js'
import { Presence } from './presence.js'
import { connectRedis, withoutPassword } from './redis-connection.js'
import { PREFIX, processName, queueName, type RunJob } from './run-queue.js'
import { VersionMismatch } from './version-mismatch.js'
import { WorkerPools } from './worker-pools.js'

/** Where a worker gets its runs, and its callbacks. */
export interface WorkerSettings {
  readonly url: string
  readonly program: string
  /** Runs at a time, each on a thread of its own, so that the main thread can renew locks. */
  readonly threads: number
  /** How long a run's lock lasts, seconds; default 10. It is renewed twice in that time. */
  readonly lockSeconds?: number
  /** Ends the worker: unfinished runs go back to the queue. */
  readonly signal: AbortSignal
  /** Called once the worker waits for runs. */
  ready(): void
  /** Called for each run that has ended. */
  ended(run: EndedRun): void
  /** Called with a line that a person should read. */
  warn(line: string): void
}

/** A run that has ended on this worker. */
export interface EndedRun {
  /** The name of its sweep. */
  readonly sweep: string
  /** Why the run failed; undefined if it did not. */
  readonly failure?: string
}

/** A lock that was not renewed for this long belongs to a lost worker, seconds. */
const LOCK_SECONDS = 10

/** How often workers look for expired locks, as a share of a lock's duration. */
const STALLED_SHARE = 0.4

/** BullMQ's errors for a job that another worker has taken over or finished. */
const LOCK_LOST = /could not renew lock|Missing (lock|key) for job/

/** After losing this many workers, a run counts as the cause and fails. */
const MAX_STALLS = 3

/** Limit for closing where Redis does not answer, seconds. */
const CLOSE_SECONDS = 3

/** Seconds between two checks of the other participants. */
const PRESENCE_SECONDS = 2

/**
 * Executes runs of a queue until it is told to end. Runs carry plug-in code, which executes here
 * with all rights of this process.
 * @throws RedisError if the first connection fails; later the worker waits for a lost Redis
 */
export async function workQueue(settings: WorkerSettings): Promise<void> {
  const { url, program, threads, signal, lockSeconds = LOCK_SECONDS } = settings
  const redis = await connectRedis(url, 'worker')
  warnOfOutages(redis, settings)
  const own = { role: 'worker', program, name: processName(), threads } as const
  const presence = new Presence(redis, own)
  const pools = new WorkerPools()
  const quit = new AbortController()
  const unfinished = new Set<Promise<unknown>>()
  const process = (job: Job<RunJob['data']>, token?: string) => {
    const running = runJob(job, token, pools, quit.signal, settings)
    unfinished.add(running)
    return running.finally(() => unfinished.delete(running))
  }
  const worker = new Worker(queueName(program), process, {
    connection: redis,
    prefix: PREFIX,
    name: own.name,
    concurrency: threads,
    lockDuration: Math.round(lockSeconds * 1000),
    stalledInterval: Math.round(lockSeconds * STALLED_SHARE * 1000),
    maxStalledCount: MAX_STALLS,
    runRetryDelay: 1000,
  })
  worker.on('lockRenewalFailed', () => {
    settings.warn('the lock of a run was not renewed in time; another worker has taken it over')
  })
  worker.on('error', ({ message }) => {
    // Outages and lost locks are reported once, not for every command that fails.
    if (redis.status === 'ready' && !LOCK_LOST.test(message)) settings.warn(message)
  })
  settings.ready()
  const mismatch = new VersionMismatch(own, settings.warn)
  const refresh = async () => {
    if (redis.status === 'ready') mismatch.check((await presence.refresh()) ?? [])
  }
  // Not awaited: while Redis is away there is no answer.
  const timer = setInterval(() => refresh().catch(() => {}), PRESENCE_SECONDS * 1000)
  refresh().catch(() => {})
  if (!signal.aborted) await once(signal, 'abort')
  clearInterval(timer)
  // Paused first, so that this worker does not take back the runs that it returns.
  await worker.pause(true)
  quit.abort()
  if (redis.status === 'ready') {
    const timeout = pause(CLOSE_SECONDS * 1000, undefined, { ref: false })
    await Promise.race([Promise.allSettled([...unfinished, presence.leave()]), timeout])
  }
  // Forced, since a graceful close would wait for Redis; locks that were not released expire.
  await worker.close(true)
  redis.disconnect()
  await pools.end()
}

/** Executes a job's run; the type of error that it throws tells BullMQ whether to try again. */
async function runJob(
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
  const { kind, reason } = answer
  ended({ sweep: job.name, failure: reason })
  // The same run would fail again; a thread that crashed may only have been short of memory.
  throw kind === 'crash' ? new Error(reason) : new UnrecoverableError(reason)
}

function warnOfOutages(redis: Redis, { url, warn, signal }: WorkerSettings): void {
  let lost = false
  redis.on('close', () => {
    if (lost || signal.aborted) return
    lost = true
    warn(`${withoutPassword(url)}: connection lost; waiting for Redis`)
  })
  redis.on('ready', () => {
    if (lost) warn(`${withoutPassword(url)}: connected again`)
    lost = false
  })
}
