import { BLOCK_BYTES } from '../../peer/geometry.js'
import type { Peer } from '../../peer/peer.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { Tally } from '../../sim/tally.js'
import type { SeriesColumns } from './measurements.js'

const NAMES = [
  'timeSeconds',
  'leechers',
  'seeds',
  'completed',
  'progress10',
  'progress25',
  'progress50',
  'progress75',
  'progress90',
  'rateBytesPerSecond',
  'leecherUtilisation',
  'seedUtilisation',
  'minCopies',
  'meanCopies',
] as const

type Name = (typeof NAMES)[number]

/** Collects the samples of a run. */
export class Series {
  readonly #samples: Record<Name, number[]>
  #stepSeconds = 0
  #progress: number[] = []
  #seeds = 0
  /** Bytes that uplinks could have sent since the last sample. */
  #leecherCapacity = 0
  #seedCapacity = 0
  /** Payload bytes since the last sample. */
  #leecherBytes = 0
  #seedBytes = 0

  constructor(_settings: SwarmSettings) {
    this.#samples = Object.fromEntries(NAMES.map((name) => [name, [] as number[]])) as Record<
      Name,
      number[]
    >
  }

  /** Counts a block, sent by a peer that was complete or not. */
  delivered(_from: number, bytes: number, complete: boolean): void {
    if (complete) this.#seedBytes += bytes
    else this.#leecherBytes += bytes
  }

  /** Starts a sample. */
  begin(now: number, stepSeconds: number): void {
    this.#samples.timeSeconds.push(now)
    this.#stepSeconds = stepSeconds
    this.#progress = []
    this.#seeds = 0
  }

  /** Adds the bytes that a peer's uplink could have sent, as a leecher and as a seed. */
  addCapacity(leecherBytes: number, seedBytes: number): void {
    this.#leecherCapacity += leecherBytes
    this.#seedCapacity += seedBytes
  }

  /** Adds a peer that is present, with the share of the pieces that it holds. */
  peer(peer: Peer, progress: number): void {
    if (peer.complete) this.#seeds++
    else this.#progress.push(progress)
  }

  /** Ends the sample. */
  end(tally: Tally): void {
    const samples = this.#samples
    const progress = Float64Array.from(this.#progress).sort()
    samples.leechers.push(progress.length)
    samples.seeds.push(this.#seeds)
    samples.completed.push(tally.done)
    samples.progress10.push(quantile(progress, 0.1))
    samples.progress25.push(quantile(progress, 0.25))
    samples.progress50.push(quantile(progress, 0.5))
    samples.progress75.push(quantile(progress, 0.75))
    samples.progress90.push(quantile(progress, 0.9))
    const step = this.#stepSeconds
    samples.rateBytesPerSecond.push((this.#leecherBytes + this.#seedBytes) / step)
    samples.leecherUtilisation.push(used(this.#leecherBytes, this.#leecherCapacity))
    samples.seedUtilisation.push(used(this.#seedBytes, this.#seedCapacity))
    let total = 0
    let least = Number.POSITIVE_INFINITY
    for (const copies of tally.copies) {
      total += copies
      if (copies < least) least = copies
    }
    samples.minCopies.push(least)
    samples.meanCopies.push(total / tally.copies.length)
    this.#leecherBytes = 0
    this.#seedBytes = 0
    this.#leecherCapacity = 0
    this.#seedCapacity = 0
  }

  /** Returns all samples as columns. */
  columns(): SeriesColumns {
    const { length } = this.#samples.timeSeconds
    const columns = Object.fromEntries(
      NAMES.map((name) => [name, Float64Array.from(this.#samples[name])]),
    ) as Record<Name, Float64Array>
    return { count: length, ...columns }
  }
}

/** Returns the used share, or NaN for less than a block: one begun earlier would exceed it. */
function used(bytes: number, capacityBytes: number): number {
  return capacityBytes < BLOCK_BYTES ? Number.NaN : bytes / capacityBytes
}

/** Returns a quantile of sorted values, by linear interpolation. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  const high = Math.ceil(at)
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low)
}
