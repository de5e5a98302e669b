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
  jobOf,
  PREFIX,
  processName,
  type QueueSettings,
  queueName,
  type RunJob,
} from './run-queue.js'
import { WorkerWatch } from './worker-watch.js'

/** Seconds between two looks at what has become of the cells. */
const LOOK_SECONDS = 0.2

/** Cells in the queue, whatever works them off: enough for one look to the next. */
const FEWEST_AHEAD = 8
const MOST_AHEAD = 512

/** How long a farewell may take where Redis does not answer, seconds. */
const FAREWELL_SECONDS = 2

/** What has become of a cell in the queue. */
type Fate =
  | { readonly kind: 'waits' | 'runs' | 'lost' }
  | { readonly kind: 'done'; readonly result: RunResult }
  | { readonly kind: 'failed'; readonly why: string }

/**
 * The side of a queue that puts cells in and takes results out. It looks again and again what has
 * become of each cell, rather than wait to be told: so it misses nothing while Redis is away, and
 * puts in again what a Redis that came back empty has forgotten.
 */
export class RunDispatch {
  readonly #queue: Queue
  readonly #patience: Reconnect
  readonly #watch: WorkerWatch
  /** In the queue, by job. */
  readonly #out = new Map<string, { readonly job: RunJob; readonly cell: RunSpec }>()
  readonly #failures: FailedRun[] = []
  #ahead = FEWEST_AHEAD

  constructor(
    readonly redis: Redis,
    { url, program, patienceSeconds = 60 }: QueueSettings,
    readonly listener: RunListener,
  ) {
    this.#queue = new Queue(queueName(program), { connection: redis, prefix: PREFIX })
    // Whatever it is, the next command fails of it, too.
    this.#queue.on('error', () => {})
    const own = { role: 'sweep', program, name: processName(), threads: 0 } as const
    this.#watch = new WorkerWatch(new Presence(redis, own), url, listener)
    this.#patience = new Reconnect(url, patienceSeconds, listener)
  }

  /**
   * Works cells off.
   * @throws RunFailure at the end, if some failed; RedisError if Redis is away for too long
   */
  async run(cells: Iterable<RunSpec>): Promise<void> {
    const waiting = cells[Symbol.iterator]()
    let through = false
    while (!this.#aborted) {
      while (!through && this.#out.size < this.#ahead) {
        const next = waiting.next()
        if (next.done) through = true
        else this.#putOut(next.value)
      }
      if (this.#out.size === 0) break
      const fates = await this.#patience.ask(() => this.#look())
      if (fates !== undefined) await this.#settle(fates)
      await pause(LOOK_SECONDS * 1000, undefined, { signal: this.listener.signal }).catch(() => {})
    }
    if (!this.#aborted && this.#failures.length > 0) throw new RunFailure(this.#failures)
  }

  /** Takes out what nobody has begun, and lets go of Redis; what workers finish stays there. */
  async close(): Promise<void> {
    if (this.redis.status === 'ready') {
      const enough = new AbortController()
      const late = pause(FAREWELL_SECONDS * 1000, undefined, enough)
      await Promise.race([this.#farewell(), late]).catch(() => {})
      enough.abort()
    }
    this.redis.disconnect()
    await this.#queue.close().catch(() => {})
  }

  async #farewell(): Promise<void> {
    await Promise.all([...this.#out.keys()].map((id) => this.#withdraw(id)))
    await this.#watch.leave()
  }

  get #aborted(): boolean {
    return this.listener.signal?.aborted === true
  }

  #putOut(cell: RunSpec): void {
    const job = jobOf(cell)
    this.#out.set(job.id, { job, cell })
  }

  /** Puts in what the queue has not, and answers the fate of all the rest. */
  async #look(): Promise<Map<string, Fate>> {
    await this.#watch.look()
    const ids = [...this.#out.keys()]
    const all = await Promise.all(ids.map((id) => this.#fateOf(id)))
    const fates = new Map(ids.map((id, i) => [id, all[i]]))
    const lost = ids.filter((id) => fates.get(id)?.kind === 'lost')
    const jobs = lost.map((jobId) => {
      const { job, cell } = this.#out.get(jobId)!
      return { name: cell.name, data: job.data, opts: { ...JOB_OPTIONS, jobId } }
    })
    if (jobs.length > 0) await this.#queue.addBulk(jobs)
    return fates
  }

  async #fateOf(id: string): Promise<Fate> {
    const state = await this.#queue.getJobState(id)
    if (state === 'unknown') return { kind: 'lost' }
    if (state === 'active') return { kind: 'runs' }
    if (state !== 'completed' && state !== 'failed') return { kind: 'waits' }
    const job: Job | undefined = await this.#queue.getJob(id)
    if (job === undefined) return { kind: 'lost' }
    if (state === 'failed') return { kind: 'failed', why: reasonOf(job) }
    return { kind: 'done', result: fromJson(job.returnvalue) as RunResult }
  }

  /** Tells what has ended, and only then lets Redis forget it. */
  async #settle(fates: ReadonlyMap<string, Fate>): Promise<void> {
    const ended: string[] = []
    let running = 0
    for (const [id, fate] of fates) {
      if (fate.kind === 'runs') running++
      if (fate.kind !== 'done' && fate.kind !== 'failed') continue
      const { cell } = this.#out.get(id)!
      this.#out.delete(id)
      ended.push(id)
      if (fate.kind === 'done') this.listener.done(fate.result)
      else this.#failures.push({ id: cell.id, why: fate.why })
    }
    // Twice what was under way or came to its end since the last look: nobody is to wait for us.
    const wanted = FEWEST_AHEAD + 2 * (running + ended.length)
    this.#ahead = Math.min(MOST_AHEAD, wanted)
    await this.#patience.ask(() => Promise.all(ended.map((id) => this.#queue.remove(id))))
  }

  async #withdraw(id: string): Promise<void> {
    const { kind } = await this.#fateOf(id)
    if (kind === 'waits') await this.#queue.remove(id)
  }
}

function reasonOf({ failedReason, processedBy }: Job): string {
  const why = /stalled more than/.test(failedReason)
    ? 'the workers that ran it were lost, one after the other'
    : failedReason
  return processedBy === undefined ? why : `${why} (on ${processedBy})`
}
