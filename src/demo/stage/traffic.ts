import { BLOCK_BYTES } from '../../peer/geometry.js'
import { OUTCOME } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'

/** Rates are of the blocks that arrived within so many seconds before the moment shown. */
export const WINDOW_SECONDS = 10

/**
 * The rates between any two peers at a moment, from the blocks that arrived just before it. Blocks
 * are in order of their start, so those that arrive at a moment lie among those that began since
 * the longest time that a block took.
 */
export class Traffic {
  readonly #recording: Recording
  readonly #counts: Float32Array
  readonly #longestSeconds: number
  readonly sent: Float64Array
  readonly received: Float64Array
  #at = Number.NaN

  constructor(recording: Recording) {
    const { start, end } = recording.blocks
    const { hostCount } = recording.header
    this.#recording = recording
    this.#counts = new Float32Array(hostCount * hostCount)
    this.sent = new Float64Array(hostCount)
    this.received = new Float64Array(hostCount)
    let longest = 0
    for (let row = 0; row < start.length; row++) {
      if (end[row] < Number.POSITIVE_INFINITY) longest = Math.max(longest, end[row] - start[row])
    }
    // A block that an outage holds up for minutes is left out, not the speed of all others.
    this.#longestSeconds = Math.min(longest, 60)
  }

  /** Returns the rate from one peer to another, bytes/s, at the moment of the last `update`. */
  rate(from: number, to: number): number {
    return this.#counts[from * this.sent.length + to]
  }

  /** Computes the rates at a moment, seconds. */
  update(seconds: number): void {
    if (seconds === this.#at) return
    this.#at = seconds
    const { from, to, start, end, outcome } = this.#recording.blocks
    const counts = this.#counts
    counts.fill(0)
    this.sent.fill(0)
    this.received.fill(0)
    const since = seconds - WINDOW_SECONDS
    const perBlock = BLOCK_BYTES / Math.max(1, Math.min(WINDOW_SECONDS, seconds))
    const first = firstFrom(start, since - this.#longestSeconds)
    for (let row = first; row < start.length && start[row] <= seconds; row++) {
      if (end[row] > seconds || end[row] <= since || outcome[row] === OUTCOME.lost) continue
      counts[from[row] * this.sent.length + to[row]] += perBlock
      this.sent[from[row]] += perBlock
      this.received[to[row]] += perBlock
    }
  }
}

function firstFrom(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
