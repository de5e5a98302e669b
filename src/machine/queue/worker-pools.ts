import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { fingerprint } from '../files/fingerprint.js'
import type { RunAnswer } from '../workers/run-thread.js'
import { ThreadPool } from '../workers/thread-pool.js'
import { type PluginBundle, unpackPlugins } from './plugin-bundle.js'
import { type RunJob, specFromJob } from './run-queue.js'

const NO_PLUGINS: PluginBundle = { budgetSeconds: 1, plugins: [] }

/** Idle threads are kept for this many sets of plug-ins. */
const MAX_POOLS = 4

/**
 * The threads of a worker, a pool for each set of plug-ins: a thread loads its plug-ins once and
 * keeps them for life. Only the pools used last keep idle threads.
 */
export class WorkerPools {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sim-worker-'))
  /** In order of use, the most recent last. */
  readonly #pools = new Map<string, ThreadPool>()

  /** Executes a job's run. */
  async run(job: RunJob['data'], abort: AbortSignal): Promise<RunAnswer> {
    const pool = this.#poolOf(job.pluginBundle ?? NO_PLUGINS)
    for (const old of [...this.#pools.values()].slice(0, -MAX_POOLS)) await old.end()
    const answer = await pool.run(specFromJob(job), abort)
    return 'reason' in answer
      ? { ...answer, reason: this.#withOriginalPaths(answer.reason) }
      : answer
  }

  /** Ends all idle threads and removes the unpacked plug-ins. */
  async end(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()))
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #poolOf(bundle: PluginBundle): ThreadPool {
    const key = fingerprint(bundle)
    const pool =
      this.#pools.get(key) ?? new ThreadPool(unpackPlugins(bundle, join(this.#folder, key)))
    this.#pools.delete(key)
    this.#pools.set(key, pool)
    return pool
  }

  /** Names plug-ins as their sender does: our folder and its two digests mean nothing there. */
  #withOriginalPaths(reason: string): string {
    const [first, ...rest] = reason.split(this.#folder + sep)
    return first + rest.map((part) => part.replace(/^\w+[\\/]\w+[\\/]/, '')).join('')
  }
}
