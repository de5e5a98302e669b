import type { RunSpec } from '../batch/run-spec.js'
import { meanInterval, relativeHalfWidth } from '../stats/mean-interval.js'
import { mean } from '../stats/statistics.js'
import { metricsOf } from './metric-path.js'
import { type CellPlace, cellAt, cellId, type Sweep, type SweepEntry } from './sweep.js'

/** When a point has enough runs. */
export interface SweepExtent {
  /** Runs of each point at most. */
  readonly replications: number
  /**
   * Ends a point earlier, once its interval of this metric is this narrow: half its width over the
   * mean.
   */
  readonly untilHalfWidth?: number | undefined
  readonly metric: string
}

/** Fewer runs say little of how far they scatter. */
const FEWEST_RUNS = 5

/**
 * What is left to run. Whether a point has enough is asked of its first n runs in order, so that
 * the table does not depend on which thread was quicker; runs beyond that stay in the journal.
 */
export class SweepPlan {
  /** For each point, how many runs the table has of it. */
  readonly #needed: number[]
  /** How much there is to do in a run of each point: bytes to be brought to its peers. */
  readonly #work: readonly number[]

  constructor(
    readonly sweep: Sweep,
    readonly extent: SweepExtent,
    /** The finished cells by id; grows while the plan is worked off. */
    readonly finished: ReadonlyMap<string, SweepEntry>,
  ) {
    this.#needed = sweep.points.map(() => extent.replications)
    this.#work = sweep.points.map(({ settings }) => {
      const peers = settings.groups.reduce((sum, { count }) => sum + count, 0)
      return peers * settings.sizeBytes
    })
    for (const point of sweep.points.keys()) this.look(point)
  }

  /** Cells to run: the first runs of all points first, among equals the costliest first. */
  *cells(): Generator<RunSpec> {
    for (let replication = 0; replication < this.extent.replications; replication++) {
      for (const point of this.#costliestFirst()) {
        const place = { point, replication }
        if (this.#wants(place)) yield cellAt(this.sweep, place)
      }
    }
  }

  /** Looks again whether a point has enough, after one of its cells has finished. */
  look(point: number): void {
    const { untilHalfWidth, metric } = this.extent
    if (untilHalfWidth === undefined) return
    const values: number[] = []
    for (let replication = 0; replication < this.#needed[point]; replication++) {
      const entry = this.finished.get(cellId({ point, replication }))
      if (!entry) return
      values.push(metricsOf(entry.summary).get(metric) ?? Number.NaN)
      if (values.length < FEWEST_RUNS) continue
      if (relativeHalfWidth(meanInterval(values)) <= untilHalfWidth) {
        this.#needed[point] = values.length
      }
    }
  }

  /** The finished cells that count, in order of points and runs. */
  get rows(): { readonly place: CellPlace; readonly entry: SweepEntry }[] {
    return this.sweep.points.flatMap((_, point) => this.rowsOf(point))
  }

  /** Those of one point. */
  rowsOf(point: number): { readonly place: CellPlace; readonly entry: SweepEntry }[] {
    const places = Array.from({ length: this.#needed[point] }, (_, replication) => ({
      point,
      replication,
    }))
    return places.flatMap((place) => {
      const entry = this.finished.get(cellId(place))
      return entry ? [{ place, entry }] : []
    })
  }

  /** How many cells there are, how many are finished, and the work that the rest may take. */
  get standing(): { total: number; finished: number; leftWorkSeconds: number } {
    const costs = this.#costs()
    let cells = 0
    let finished = 0
    let leftWorkSeconds = 0
    for (const [point, needed] of this.#needed.entries()) {
      const there = this.rowsOf(point).length
      cells += needed
      finished += there
      leftWorkSeconds += (needed - there) * costs[point]
    }
    return { total: cells, finished, leftWorkSeconds }
  }

  #wants(place: CellPlace): boolean {
    return place.replication < this.#needed[place.point] && !this.finished.has(cellId(place))
  }

  /** A long cell begun last would leave all threads but its own idle. */
  #costliestFirst(): number[] {
    const costs = this.#costs()
    const work = this.#work
    return [...costs.keys()].sort((a, b) => costs[b] - costs[a] || work[b] - work[a] || a - b)
  }

  /** How long a cell of each point takes, seconds, as far as is known; else by its work. */
  #costs(): number[] {
    const known = this.sweep.points.map((_, point) =>
      mean(this.rowsOf(point).map(({ entry }) => entry.cpuSeconds)),
    )
    const isKnown = (_: unknown, point: number) => Number.isFinite(known[point])
    const work = mean(this.#work.filter(isKnown))
    const secondsAWork = work > 0 ? mean(known.filter(isKnown)) / work : 0
    return known.map((cost, point) =>
      Number.isFinite(cost) ? cost : this.#work[point] * secondsAWork,
    )
  }
}
