import type { Endpoints } from './endpoints.js'
import type { NetworkSettings } from './settings.js'

/** Segments of the first window (RFC 6928). */
const INITIAL_SEGMENTS = 10
/** A connection that was silent for this long begins anew (RFC 5681, section 4.1: one timeout). */
const IDLE_SECONDS = 1

/**
 * The window of each flow in TCP's slow start (RFC 5681): it begins at ten segments, grows by what
 * is acknowledged, so that it doubles every round trip, up to the network's own window, and begins
 * anew after a silence. Losses are not modelled.
 */
export class SlowStart {
  readonly #window: Float64Array
  readonly #usedAt: Float64Array
  readonly #initialBytes: number
  readonly #mostBytes: number

  constructor(endpoints: Endpoints, settings: NetworkSettings) {
    this.#initialBytes = INITIAL_SEGMENTS * (settings.segmentBytes + settings.headerBytes)
    this.#mostBytes = settings.windowBytes
    this.#window = new Float64Array(endpoints.count).fill(this.#initialBytes)
    this.#usedAt = new Float64Array(endpoints.count)
  }

  /** The connection is new. */
  opened(now: number, e: number): void {
    this.#window[e] = this.#initialBytes
    this.#usedAt[e] = now
  }

  /** Bytes that may be on their way from the endpoint now. */
  window(now: number, e: number): number {
    if (now - this.#usedAt[e] > IDLE_SECONDS) this.#window[e] = this.#initialBytes
    return this.#window[e]
  }

  /** The endpoint sends. */
  sent(now: number, e: number): void {
    this.#usedAt[e] = now
  }

  /** So many bytes from the endpoint are acknowledged. */
  acknowledged(now: number, e: number, bytes: number): void {
    this.#usedAt[e] = now
    this.#window[e] = Math.min(this.#mostBytes, this.#window[e] + bytes)
  }
}
