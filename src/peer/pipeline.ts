import { BLOCK_BYTES } from './geometry.js'
import { LINK_STRIDE, REQUEST_LIMIT } from './peer-columns.js'
import type { PipelineSettings } from './settings.js'

/** Seconds of data that an adaptive pipeline keeps asked for beyond the round trip. */
const MARGIN_SECONDS = 1

/** Where a link's numbers stand: when the measured request went out, the shortest answer so far. */
const REQUESTED_AT = 0
const ANSWER_SECONDS = 1
/** When the round began, and the bytes since. */
const ROUND_AT = 2
const ROUND_BYTES = 3

/**
 * How many requests each link of one peer may have outstanding. Adaptive: enough to cover the rate
 * of the last round times the shortest time that a request has taken to be answered, and a second
 * more.
 */
export class Pipeline {
  readonly #settings: PipelineSettings
  readonly #first: number
  readonly #links: Int32Array
  /** A line of 4 numbers a link, if adaptive. */
  readonly #rounds: Float64Array | null

  /** For the links from row `first` on of the columns's lines `links`. */
  constructor(links: Int32Array, first: number, capacity: number, settings: PipelineSettings) {
    this.#settings = settings
    this.#first = first
    this.#links = links
    this.#rounds = settings.mode === 'adaptive' ? new Float64Array(capacity * 4) : null
  }

  /** The depth that a new link begins with. */
  get initialDepth(): number {
    return this.#settings.mode === 'spread' ? 1 : this.#settings.depth
  }

  /** The row has a new neighbour. */
  opened(link: number): void {
    if (this.#rounds === null) return
    const at = (link - this.#first) * 4
    this.#rounds[at + REQUESTED_AT] = -1
    this.#rounds[at + ANSWER_SECONDS] = Number.POSITIVE_INFINITY
  }

  /** A request went out on a link that had `outstanding` before. */
  requested(now: number, link: number, outstanding: number): void {
    if (this.#rounds === null || outstanding > 0) return
    const at = (link - this.#first) * 4
    this.#rounds[at + REQUESTED_AT] = now
    this.#rounds[at + ROUND_AT] = now
    this.#rounds[at + ROUND_BYTES] = 0
  }

  /** A block came in. */
  received(now: number, link: number, bytes: number): void {
    const rounds = this.#rounds
    if (rounds === null) return
    const at = (link - this.#first) * 4
    if (rounds[at + REQUESTED_AT] >= 0) {
      const seconds = now - rounds[at + REQUESTED_AT]
      if (seconds < rounds[at + ANSWER_SECONDS]) rounds[at + ANSWER_SECONDS] = seconds
      rounds[at + REQUESTED_AT] = -1
    }
    rounds[at + ROUND_BYTES] += bytes
    const elapsed = now - rounds[at + ROUND_AT]
    if (elapsed < rounds[at + ANSWER_SECONDS] || elapsed <= 0) return
    const rate = rounds[at + ROUND_BYTES] / elapsed
    const covered = rate * (rounds[at + ANSWER_SECONDS] + MARGIN_SECONDS)
    const { depth, most } = this.#settings
    const blocks = Math.ceil(covered / BLOCK_BYTES)
    this.#links[link * LINK_STRIDE + REQUEST_LIMIT] = Math.min(most, Math.max(depth, blocks))
    rounds[at + ROUND_AT] = now
    rounds[at + ROUND_BYTES] = 0
  }
}
