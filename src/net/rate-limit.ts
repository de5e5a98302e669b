import { assert } from '../base/assert.js'

/** A byte that lacks so little is there: the sum of many refills is rounded. */
const ROUNDING_BYTES = 0.001

/**
 * A token bucket. In any span of T seconds at most rate x T + burst bytes are let through, and
 * whoever waits for as long as it says gets what it asked for: no rate is lost in between.
 */
export class RateLimit {
  readonly burstBytes: number
  #bytesPerSecond: number
  /** What the bucket held at `#at`, when it was last looked into; less than 0 is a debt. */
  #held: number
  #at = Number.NEGATIVE_INFINITY

  /** `bytesPerSecond` is above 0, Infinity for no limit; the bucket is full at first. */
  constructor(bytesPerSecond: number, burstBytes: number) {
    assert(bytesPerSecond > 0, `a rate of ${bytesPerSecond} bytes a second`)
    assert(burstBytes >= 1, `a burst of ${burstBytes} bytes`)
    this.#bytesPerSecond = bytesPerSecond
    this.burstBytes = burstBytes
    this.#held = burstBytes
  }

  /** Above 0; Infinity for no limit. */
  get bytesPerSecond(): number {
    return this.#bytesPerSecond
  }

  /** Changes the rate; what the bucket holds now stays. */
  setRate(now: number, bytesPerSecond: number): void {
    assert(bytesPerSecond > 0, `a rate of ${bytesPerSecond} bytes a second`)
    this.#refill(now)
    this.#bytesPerSecond = bytesPerSecond
  }

  /** Lets through as many of the wanted bytes as it may now: a whole number of them. */
  take(now: number, wantedBytes: number): number {
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) return wantedBytes
    const most = Math.floor(this.#refill(now) + ROUNDING_BYTES)
    const bytes = Math.max(0, Math.min(wantedBytes, most))
    this.#held -= bytes
    return bytes
  }

  /** Counts bytes that went through unasked, as what a socket has read; they may make a debt. */
  spend(now: number, bytes: number): void {
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) return
    this.#held = this.#refill(now) - bytes
  }

  /** In how many seconds so many bytes, of the burst at most, can be taken, if nobody else does. */
  whenSeconds(now: number, bytes: number): number {
    if (this.#bytesPerSecond === Number.POSITIVE_INFINITY) return 0
    assert(bytes <= this.burstBytes, `${bytes} bytes of a burst of ${this.burstBytes}`)
    const missing = bytes - this.#refill(now)
    return missing <= ROUNDING_BYTES ? 0 : missing / this.#bytesPerSecond
  }

  /** Lets in what has flowed since the last look; what the bucket holds now. */
  #refill(now: number): number {
    const flowed = (now - this.#at) * this.#bytesPerSecond
    this.#held = Math.min(this.burstBytes, this.#held + Math.max(0, flowed))
    this.#at = Math.max(this.#at, now)
    return this.#held
  }
}
