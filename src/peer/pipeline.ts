import { BLOCK_BYTES } from './geometry.js'
import { LINK_STRIDE, REQUEST_LIMIT } from './peer-columns.js'
import type { PipelineSettings } from './settings.js'

/** Seconds of data that an adaptive pipeline keeps requested beyond the round trip. */
const MARGIN_SECONDS = 1

/** Real numbers in a link's row of `Pipeline.#rounds`. */
const ROUND_STRIDE = 4
/** In a link's row: when the measured request was sent, seconds; -1 for none. */
const REQUESTED_AT = 0
/** In a link's row: the shortest time to an answer so far, seconds. */
const ANSWER_SECONDS = 1
/** In a link's row: when the round began, seconds. */
const ROUND_AT = 2
/** In a link's row: bytes received since then. */
const ROUND_BYTES = 3

/**
 * How many requests each link of one peer may have outstanding. If adaptive, that is enough to
 * cover a second more than the shortest time to an answer, at the rate of the last round.
 */
export class Pipeline {
  readonly #settings: PipelineSettings
  readonly #first: number
  readonly #links: Int32Array
  /** A row for each link; null unless adaptive. */
  readonly #rounds: Float64Array | null

  /** Sets the limits of `capacity` links from `first` on, in the columns' `links`. */
  constructor(links: Int32Array, first: number, capacity: number, settings: PipelineSettings) {
    this.#settings = settings
    this.#first = first
    this.#links = links
    this.#rounds = settings.mode === 'adaptive' ? new Float64Array(capacity * ROUND_STRIDE) : null
  }

  /** The depth of a new link. */
  get initialDepth(): number {
    return this.#settings.mode === 'spread' ? 1 : this.#settings.depth
  }

  /** Resets the row of a new neighbour. */
  opened(link: number): void {
    if (this.#rounds === null) return
    const at = (link - this.#first) * ROUND_STRIDE
    this.#rounds[at + REQUESTED_AT] = -1
    this.#rounds[at + ANSWER_SECONDS] = Number.POSITIVE_INFINITY
  }

  /** Notes a request sent on a link that had `outstanding` before. */
  requested(now: number, link: number, outstanding: number): void {
    if (this.#rounds === null || outstanding > 0) return
    const at = (link - this.#first) * ROUND_STRIDE
    this.#rounds[at + REQUESTED_AT] = now
    this.#rounds[at + ROUND_AT] = now
    this.#rounds[at + ROUND_BYTES] = 0
  }

  /** Notes a block received, and adapts the depth. */
  received(now: number, link: number, bytes: number): void {
    const rounds = this.#rounds
    if (rounds === null) return
    const at = (link - this.#first) * ROUND_STRIDE
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
