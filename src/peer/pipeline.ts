import { BLOCK_BYTES } from './geometry.js'
import type { PipelineSettings } from './settings.js'

/** Seconds of data that an adaptive pipeline keeps asked for beyond the round trip. */
const MARGIN_SECONDS = 1

/**
 * How many requests each link may have outstanding. Adaptive: enough to cover the rate of the
 * last round times the shortest time that a request has taken to be answered, and a second more.
 */
export class Pipeline {
  readonly #settings: PipelineSettings
  readonly #depth: Int32Array
  readonly #askedAt: Float64Array
  readonly #answerSeconds: Float64Array
  readonly #roundAt: Float64Array
  readonly #roundBytes: Float64Array

  constructor(links: number, settings: PipelineSettings) {
    this.#settings = settings
    const rows = settings.mode === 'adaptive' ? links : 0
    this.#depth = new Int32Array(links).fill(settings.mode === 'spread' ? 1 : settings.depth)
    this.#askedAt = new Float64Array(rows).fill(-1)
    this.#answerSeconds = new Float64Array(rows).fill(Number.POSITIVE_INFINITY)
    this.#roundAt = new Float64Array(rows)
    this.#roundBytes = new Float64Array(rows)
  }

  /** Requests that the link may have outstanding; a snubbed link is left one, as a probe. */
  depth(link: number, snubbed: boolean): number {
    return snubbed ? 1 : this.#depth[link]
  }

  /** A request went out on a link that had `outstanding` before. */
  asked(now: number, link: number, outstanding: number): void {
    if (this.#settings.mode !== 'adaptive' || outstanding > 0) return
    this.#askedAt[link] = now
    this.#roundAt[link] = now
    this.#roundBytes[link] = 0
  }

  /** A block came in. */
  answered(now: number, link: number, bytes: number): void {
    if (this.#settings.mode !== 'adaptive') return
    if (this.#askedAt[link] >= 0) {
      const seconds = now - this.#askedAt[link]
      if (seconds < this.#answerSeconds[link]) this.#answerSeconds[link] = seconds
      this.#askedAt[link] = -1
    }
    this.#roundBytes[link] += bytes
    const elapsed = now - this.#roundAt[link]
    if (elapsed < this.#answerSeconds[link] || elapsed <= 0) return
    const rate = this.#roundBytes[link] / elapsed
    const covered = rate * (this.#answerSeconds[link] + MARGIN_SECONDS)
    const { depth, most } = this.#settings
    this.#depth[link] = Math.min(most, Math.max(depth, Math.ceil(covered / BLOCK_BYTES)))
    this.#roundAt[link] = now
    this.#roundBytes[link] = 0
  }

  /** The row has a new neighbour. */
  reset(link: number): void {
    if (this.#settings.mode !== 'adaptive') return
    this.#depth[link] = this.#settings.depth
    this.#askedAt[link] = -1
    this.#answerSeconds[link] = Number.POSITIVE_INFINITY
  }
}
