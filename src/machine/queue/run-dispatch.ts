import { setTimeout as pause } from 'node:timers/promises'
import { type Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { RunResult, RunSpec } from '../../lab/batch/run-spec.js'
import { type FailedRun, RunFailure, type RunListener } from '../workers/run-engine.js'
import { fromJson } from './plain-json.js'
import { Presence } from './presence.js'
import { Reconnect } from './reconnect.js'
import {
  JOB_OPTIONS,
  makeJob,
  PREFIX,
  processName,
  type QueueSettings,
  queueName,
  type RunJob,
} from './run-queue.js'
import { WorkerWatch } from './worker-watch.js'

/** Seconds between two polls of the jobs. */
const POLL_SECONDS = 0.2

/** Bounds on the jobs in the queue: enough to keep the workers busy until the next poll. */
const MIN_QUEUED = 8
const MAX_QUEUED = 512

/** Limit for closing where Redis does not answer, seconds. */
const CLOSE_SECONDS = 2

/** The state of a job in the queue; `missing` if Redis does not know it. */
type JobState =
  | { readonly kind: 'waiting' | 'running' | 'missing' }
  | { readonly kind: 'done'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly reason: string }

/**
 * Puts runs into a queue and takes results out. It polls its jobs instead of listening for events:
 * so it misses nothing while Redis is away, and adds again what a Redis that restarted empty has
 * lost.
 */
export class RunDispatch {
  readonly #queue: Queue
  readonly #reconnect: Reconnect
  readonly #watch: WorkerWatch
  /** The unfinished jobs by id. */
  readonly #jobs = new Map<string, { readonly job: RunJob; readonly spec: RunSpec }>()
  readonly #failures: FailedRun[] = []
  #queueLimit = MIN_QUEUED

  constructor(
    readonly redis: Redis,
    { url, program, reconnectSeconds = 60 }: QueueSettings,
    readonly listener: RunListener,
  ) {
    this.#queue = new Queue(queueName(program), { connection: redis, prefix: PREFIX })
    // Ignored here: whatever it is, the next command fails with it too.
    this.#queue.on('error', () => {})
    const own = { role: 'sweep', program, name: processName(), threads: 0 } as const
    this.#watch = new WorkerWatch(new Presence(redis, own), url, listener)
    this.#reconnect = new Reconnect(url, reconnectSeconds, listener)
  }

  /**
   * Has all runs executed.
   * @throws RunFailure at the end, if some failed; RedisError if Redis is away for too long
   */
  async run(specs: Iterable<RunSpec>): Promise<void> {
    const remaining = specs[Symbol.iterator]()
    let exhausted = false
    while (!this.#aborted) {
      while (!exhausted && this.#jobs.size < this.#queueLimit) {
        const next = remaining.next()
        if (next.done) exhausted = true
        else this.#track(next.value)
      }
      if (this.#jobs.size === 0) break
      const states = await this.#reconnect.retry(() => this.#poll())
      if (states !== undefined) await this.#collect(states)
      await pause(POLL_SECONDS * 1000, undefined, { signal: this.listener.signal }).catch(() => {})
    }
    if (!this.#aborted && this.#failures.length > 0) throw new RunFailure(this.#failures)
  }

  /** Withdraws waiting jobs and disconnects; what workers still finish stays in Redis. */
  async close(): Promise<void> {
    if (this.redis.status === 'ready') {
      const closed = new AbortController()
      const timeout = pause(CLOSE_SECONDS * 1000, undefined, closed)
      await Promise.race([this.#withdrawAll(), timeout]).catch(() => {})
      closed.abort()
    }
    this.redis.disconnect()
    await this.#queue.close().catch(() => {})
  }

  async #withdrawAll(): Promise<void> {
    await Promise.all([...this.#jobs.keys()].map((id) => this.#withdraw(id)))
    await this.#watch.leave()
  }

  get #aborted(): boolean {
    return this.listener.signal?.aborted === true
  }

  /** Remembers a run as a job; the next poll misses it in the queue and adds it. */
  #track(spec: RunSpec): void {
    const job = makeJob(spec)
    this.#jobs.set(job.id, { job, spec })
  }

  /** Reads the state of all jobs, and adds to the queue those it does not have. */
  async #poll(): Promise<Map<string, JobState>> {
    await this.#watch.check()
    const ids = [...this.#jobs.keys()]
    const all = await Promise.all(ids.map((id) => this.#stateOf(id)))
    const states = new Map(ids.map((id, i) => [id, all[i]]))
    const missing = ids.filter((id) => states.get(id)?.kind === 'missing')
    const jobs = missing.map((jobId) => {
      const { job, spec } = this.#jobs.get(jobId)!
      return { name: spec.name, data: job.data, opts: { ...JOB_OPTIONS, jobId } }
    })
    if (jobs.length > 0) await this.#queue.addBulk(jobs)
    return states
  }

  async #stateOf(id: string): Promise<JobState> {
    const state = await this.#queue.getJobState(id)
    if (state === 'unknown') return { kind: 'missing' }
    if (state === 'active') return { kind: 'running' }
    if (state !== 'completed' && state !== 'failed') return { kind: 'waiting' }
    const job: Job | undefined = await this.#queue.getJob(id)
    if (job === undefined) return { kind: 'missing' }
    if (state === 'failed') return { kind: 'failed', reason: failureReason(job) }
    return { kind: 'done', result: fromJson(job.returnvalue) as RunResult }
  }

  /** Reports finished jobs to the listener, and only then removes them from Redis. */
  async #collect(states: ReadonlyMap<string, JobState>): Promise<void> {
    const finished: string[] = []
    let running = 0
    for (const [id, state] of states) {
      if (state.kind === 'running') running++
      if (state.kind !== 'done' && state.kind !== 'failed') continue
      const { spec } = this.#jobs.get(id)!
      this.#jobs.delete(id)
      finished.push(id)
      if (state.kind === 'done') this.listener.done(state.result)
      else this.#failures.push({ id: spec.id, reason: state.reason })
    }
    // Twice what was running or finished since the last poll, so that no worker has to wait.
    const wanted = MIN_QUEUED + 2 * (running + finished.length)
    this.#queueLimit = Math.min(MAX_QUEUED, wanted)
    await this.#reconnect.retry(() => Promise.all(finished.map((id) => this.#queue.remove(id))))
  }

  async #withdraw(id: string): Promise<void> {
    const { kind } = await this.#stateOf(id)
    if (kind === 'waiting') await this.#queue.remove(id)
  }
}

function failureReason({ failedReason, processedBy }: Job): string {
  const reason = /stalled more than/.test(failedReason)
    ? 'every worker that executed it was lost'
    : failedReason
  return processedBy === undefined ? reason : `${reason} (on ${processedBy})`
}
