import type { Peer } from '../../peer/peer.js'
import type { Tally } from '../../sim/tally.js'
import type { Sample, SeriesColumns } from './measurements.js'

/** The state of the swarm at the time of the sample. */
const STATES = [
  'timeSeconds',
  'leechers',
  'seeds',
  'completed',
  'progress10',
  'progress25',
  'progress50',
  'progress75',
  'progress90',
  'minCopies',
  'meanCopies',
  'improvingPairs',
] as const

/** Sums since the previous sample: payload bytes, and what the uplinks could have sent. */
const SUMS = [
  'stepSeconds',
  'deliveredBytes',
  'leecherBytes',
  'leecherCapacity',
  'seedBytes',
  'seedCapacity',
] as const

type State = (typeof STATES)[number]
type Sum = (typeof SUMS)[number]

/** The most rows of a series with an automatic interval. */
export const MAX_ROWS = 300

/** Collects the samples of a run. */
export class Series {
  readonly #states = lists(STATES)
  readonly #sums = lists(SUMS)
  readonly #since: Record<Sum, number> = zeros()
  #progress: number[] = []
  #seeds = 0

  /** The number of samples. */
  get count(): number {
    return this.#states.timeSeconds.length
  }

  /** Counts a block that is delivered. */
  delivered(bytes: number): void {
    this.#since.deliveredBytes += bytes
  }

  /** Counts payload that has left a peer's uplink, and what the uplink could have sent. */
  sent(isSeed: boolean, payloadBytes: number, capacityBytes: number): void {
    this.#since[isSeed ? 'seedBytes' : 'leecherBytes'] += payloadBytes
    this.#since[isSeed ? 'seedCapacity' : 'leecherCapacity'] += capacityBytes
  }

  /** Starts a sample. */
  begin(now: number, stepSeconds: number): void {
    this.#states.timeSeconds.push(now)
    this.#since.stepSeconds = stepSeconds
    this.#progress = []
    this.#seeds = 0
  }

  /** Adds a peer that is present, with the share of the pieces that it holds. */
  peer(peer: Peer, progress: number): void {
    if (peer.complete) this.#seeds++
    else this.#progress.push(progress)
  }

  /** Ends the sample; `improvingPairs` is the share of pairs that improve, or NaN. */
  end(tally: Tally, improvingPairs: number): void {
    const states = this.#states
    const progress = new Float64Array(this.#progress.length + tally.done).fill(1)
    progress.set(this.#progress)
    progress.sort()
    states.leechers.push(this.#progress.length)
    states.seeds.push(this.#seeds)
    states.completed.push(tally.done)
    states.progress10.push(quantile(progress, 0.1))
    states.progress25.push(quantile(progress, 0.25))
    states.progress50.push(quantile(progress, 0.5))
    states.progress75.push(quantile(progress, 0.75))
    states.progress90.push(quantile(progress, 0.9))
    let total = 0
    let least = Number.POSITIVE_INFINITY
    for (const copies of tally.copies) {
      total += copies
      if (copies < least) least = copies
    }
    states.minCopies.push(least)
    states.meanCopies.push(total / tally.copies.length)
    // Measured once a round: the others may have completed since.
    states.improvingPairs.push(this.#progress.length > 1 ? improvingPairs : Number.NaN)
    for (const name of SUMS) {
      this.#sums[name].push(this.#since[name])
      this.#since[name] = 0
    }
  }

  /** Takes back the last sample, for a later one in its place; returns its length, seconds. */
  takeBack(): number {
    const stepSeconds = this.#sums.stepSeconds.at(-1) ?? 0
    for (const name of STATES) this.#states[name].pop()
    for (const name of SUMS) this.#since[name] += this.#sums[name].pop() ?? 0
    return stepSeconds
  }

  /** Merges each two consecutive samples, whose number must be even. */
  halve(): void {
    for (const name of STATES) {
      const column = this.#states[name]
      this.#states[name] = column.filter((_, i) => i % 2 === 1)
    }
    for (const name of SUMS) {
      const column = this.#sums[name]
      this.#sums[name] = column.flatMap((sum, i) => (i % 2 === 1 ? [column[i - 1] + sum] : []))
    }
  }

  /** Returns the sample that ended last. */
  latest(): Sample {
    const at = this.count - 1
    const states = Object.fromEntries(STATES.map((name) => [name, this.#states[name][at]]))
    const ratio = (above: Sum, below: Sum) => this.#sums[above][at] / this.#sums[below][at]
    return { ...(states as Record<State, number>), ...ratios(ratio) }
  }

  /** Returns all samples as columns. */
  columns(): SeriesColumns {
    const states = Object.fromEntries(
      STATES.map((name) => [name, Float64Array.from(this.#states[name])]),
    ) as Record<State, Float64Array>
    const ratio = (above: Sum, below: Sum) =>
      Float64Array.from(this.#sums[above], (value, i) => value / this.#sums[below][i])
    return { count: this.count, ...states, ...ratios(ratio) }
  }
}

/** The metrics of a sample that are quotients of two sums. */
function ratios<T>(ratio: (above: Sum, below: Sum) => T) {
  return {
    rateBytesPerSecond: ratio('deliveredBytes', 'stepSeconds'),
    leecherUtilisation: ratio('leecherBytes', 'leecherCapacity'),
    seedUtilisation: ratio('seedBytes', 'seedCapacity'),
  }
}

function lists<Name extends string>(names: readonly Name[]): Record<Name, number[]> {
  return Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
}

function zeros(): Record<Sum, number> {
  return Object.fromEntries(SUMS.map((name) => [name, 0])) as Record<Sum, number>
}

/** Returns a quantile of sorted values, by linear interpolation. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.ceil(at)
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low)
}
