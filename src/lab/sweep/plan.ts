import type { RunSpec } from '../batch/run-spec.js'
import { meanInterval, relativeHalfWidth } from '../stats/mean-interval.js'
import { mean } from '../stats/statistics.js'
import { metricsOf } from '../summary/metric-path.js'
import { type RunKey, runId, runSpecAt, type Sweep, type SweepEntry } from './sweep.js'

/** When a point has enough replications. */
export interface SweepExtent {
  /** The most replications of each point. */
  readonly replications: number
  /** Ends a point earlier, once its interval is this narrow: half its width over the mean. */
  readonly untilHalfWidth?: number | undefined
  /** The metric of that interval. */
  readonly metric: string
}

/** Fewer replications do not show their spread. */
const MIN_REPLICATIONS = 5

/**
 * Lists the runs that are left. Whether a point has enough depends on its first n replications in
 * order, not on which thread was faster. Later replications stay in the journal.
 */
export class SweepPlan {
  /** The replications of each point that the table shows. */
  readonly #needed: number[]
  /** The work of a run of each point: the bytes that all peers download. */
  readonly #work: readonly number[]

  constructor(
    readonly sweep: Sweep,
    readonly extent: SweepExtent,
    /** The finished runs by id; grows while the sweep runs. */
    readonly finished: ReadonlyMap<string, SweepEntry>,
  ) {
    this.#needed = sweep.points.map(() => extent.replications)
    this.#work = sweep.points.map(({ settings }) => {
      const peers = settings.groups.reduce((sum, { count }) => sum + count, 0)
      return peers * settings.sizeBytes
    })
    for (const point of sweep.points.keys()) this.update(point)
  }

  /** The runs to do: in order of replication, and within one the most expensive point first. */
  *runs(): Generator<RunSpec> {
    for (let replication = 0; replication < this.extent.replications; replication++) {
      for (const point of this.#mostExpensiveFirst()) {
        const key = { point, replication }
        if (this.#wants(key)) yield runSpecAt(this.sweep, key)
      }
    }
  }

  /** Checks whether a point has enough, after one of its runs has finished. */
  update(point: number): void {
    const { untilHalfWidth, metric } = this.extent
    if (untilHalfWidth === undefined) return
    const values: number[] = []
    for (let replication = 0; replication < this.#needed[point]; replication++) {
      const entry = this.finished.get(runId({ point, replication }))
      if (!entry) return
      values.push(metricsOf(entry.summary).get(metric) ?? Number.NaN)
      if (values.length < MIN_REPLICATIONS) continue
      if (relativeHalfWidth(meanInterval(values)) <= untilHalfWidth) {
        this.#needed[point] = values.length
      }
    }
  }

  /** The finished runs that count, in order of points and replications. */
  get finishedRuns(): { readonly key: RunKey; readonly entry: SweepEntry }[] {
    return this.sweep.points.flatMap((_, point) => this.finishedRunsOf(point))
  }

  /** The finished runs of one point that count. */
  finishedRunsOf(point: number): { readonly key: RunKey; readonly entry: SweepEntry }[] {
    const keys = Array.from({ length: this.#needed[point] }, (_, replication) => ({
      point,
      replication,
    }))
    return keys.flatMap((key) => {
      const entry = this.finished.get(runId(key))
      return entry ? [{ key, entry }] : []
    })
  }

  /** All runs, finished runs, and the estimated CPU seconds of the rest. */
  get progress(): { total: number; finished: number; leftWorkSeconds: number } {
    const costs = this.#costs()
    let cells = 0
    let finished = 0
    let leftWorkSeconds = 0
    for (const [point, needed] of this.#needed.entries()) {
      const done = this.finishedRunsOf(point).length
      cells += needed
      finished += done
      leftWorkSeconds += (needed - done) * costs[point]
    }
    return { total: cells, finished, leftWorkSeconds }
  }

  #wants({ point, replication }: RunKey): boolean {
    const id = runId({ point, replication })
    return replication < this.#needed[point] && !this.finished.has(id)
  }

  /** A long run that starts last would leave the other threads idle. */
  #mostExpensiveFirst(): number[] {
    const costs = this.#costs()
    const work = this.#work
    return [...costs.keys()].sort((a, b) => costs[b] - costs[a] || work[b] - work[a] || a - b)
  }

  /** CPU seconds of a run of each point: measured, or else estimated from its work. */
  #costs(): number[] {
    const known = this.sweep.points.map((_, point) =>
      mean(this.finishedRunsOf(point).map(({ entry }) => entry.cpuSeconds)),
    )
    const isKnown = (_: unknown, point: number) => Number.isFinite(known[point])
    const work = mean(this.#work.filter(isKnown))
    const secondsPerWork = work > 0 ? mean(known.filter(isKnown)) / work : 0
    return known.map((cost, point) =>
      Number.isFinite(cost) ? cost : this.#work[point] * secondsPerWork,
    )
  }
}
