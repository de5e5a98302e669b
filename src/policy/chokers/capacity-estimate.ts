import type { LinkView } from '../../peer/policy.js'

/**
 * What our uplink can do, as far as a peer can tell: the payload rate of the best timed round so
 * far. Too low while those served ask for less than it could carry; a link that becomes slower is
 * not noticed.
 */
export class CapacityEstimate {
  /** Bytes a second in the best round; 0 until a round has been measured. */
  bytesPerSecond = 0
  #measuredAt = -1
  #bytes = 0

  /** Measures the round that ends now; to be called at every timed rechoke, and only then. */
  measure(now: number, links: LinkView): void {
    const bytes = links.uploadedBytes
    if (this.#measuredAt >= 0 && now > this.#measuredAt) {
      const rate = (bytes - this.#bytes) / (now - this.#measuredAt)
      if (rate > this.bytesPerSecond) this.bytesPerSecond = rate
    }
    this.#measuredAt = now
    this.#bytes = bytes
  }
}
