import type { Endpoints } from './endpoints.js'
import type { NetworkSettings } from './settings.js'

/** Segments of the first window (RFC 6928). */
const INITIAL_SEGMENTS = 10
/** A connection idle for this long begins again (RFC 5681, section 4.1: one timeout). */
const IDLE_SECONDS = 1

/**
 * The window of each flow in TCP's slow start (RFC 5681). It begins at ten segments and grows by
 * what is acknowledged, so that it doubles every round trip, up to the network's window. After an
 * idle time it begins again. Losses are not modelled.
 */
export class SlowStart {
  readonly #window: Float64Array
  readonly #usedAt: Float64Array
  readonly #initialBytes: number
  readonly #mostBytes: number

  constructor(endpoints: Endpoints, settings: NetworkSettings) {
    this.#mostBytes = settings.windowBytes
    const segmentBytes = settings.segmentBytes + settings.headerBytes
    this.#initialBytes = Math.min(this.#mostBytes, INITIAL_SEGMENTS * segmentBytes)
    this.#window = new Float64Array(endpoints.count).fill(this.#initialBytes)
    this.#usedAt = new Float64Array(endpoints.count)
  }

  /** Resets the window of a new connection. */
  opened(now: number, e: number): void {
    this.#window[e] = this.#initialBytes
    this.#usedAt[e] = now
  }

  /** Returns the bytes that may be in flight from the endpoint now. */
  window(now: number, e: number): number {
    if (now - this.#usedAt[e] > IDLE_SECONDS) this.#window[e] = this.#initialBytes
    return this.#window[e]
  }

  /** Notes that the endpoint sends. */
  sent(now: number, e: number): void {
    this.#usedAt[e] = now
  }

  /** Grows the window by acknowledged bytes. */
  acknowledged(now: number, e: number, bytes: number): void {
    this.#usedAt[e] = now
    this.#window[e] = Math.min(this.#mostBytes, this.#window[e] + bytes)
  }
}
