import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fingerprint } from '../files/fingerprint.js'
import type { RunAnswer } from '../workers/run-thread.js'
import { ThreadPool } from '../workers/thread-pool.js'
import { type CarriedPlugins, unpacked } from './carried-plugins.js'
import { type RunJob, runSpecIn } from './run-queue.js'

const NONE: CarriedPlugins = { budgetSeconds: 1, plugins: [] }

/** So many kinds of threads are kept for the next cell. */
const MOST_KINDS = 4

/**
 * The threads of a worker. A thread has its plug-ins for life, so cells with others have others;
 * of those that were used last, threads are kept.
 */
export class WorkerPools {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sim-worker-'))
  /** The pool that was used last is the last. */
  readonly #pools = new Map<string, ThreadPool>()

  /** Runs a job's cell. */
  async run(job: RunJob['data'], abort: AbortSignal): Promise<RunAnswer> {
    const pool = this.#poolOf(job.carried ?? NONE)
    for (const old of [...this.#pools.values()].slice(0, -MOST_KINDS)) await old.end()
    const answer = await pool.run(runSpecIn(job), abort)
    return 'why' in answer ? { ...answer, why: this.#plain(answer.why) } : answer
  }

  /** Ends all that are free. */
  async end(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()))
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #poolOf(carried: CarriedPlugins): ThreadPool {
    const key = fingerprint(carried)
    const pool = this.#pools.get(key) ?? new ThreadPool(unpacked(carried, join(this.#folder, key)))
    this.#pools.delete(key)
    this.#pools.set(key, pool)
    return pool
  }

  /** Calls plug-ins as where they come from: our folder and two of digests are of this machine. */
  #plain(why: string): string {
    const [first, ...rest] = why.split(this.#folder + sep)
    return first + rest.map((part) => part.replace(/^\w+[\\/]\w+[\\/]/, '')).join('')
  }
}
