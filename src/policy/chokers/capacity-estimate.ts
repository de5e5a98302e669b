import type { LinkView } from '../../peer/policy.js'

/** A rise by this factor shows that the estimate was too low. */
const NOTABLE = 1.05

/**
 * A peer's estimate of its upload capacity: the payload rate of the best timed round so far. It is
 * too low while unchoked links request less than the uplink could carry. It never falls, even if
 * the uplink becomes slower.
 */
export class CapacityEstimate {
  /** Bytes a second in the best round; 0 until a round has been measured. */
  bytesPerSecond = 0
  /** Rounds measured, with something sent, since the estimate last rose by a twentieth or more. */
  steadyRounds = 0
  #measuredAt = -1
  #bytes = 0

  /** Measures the round that ends now. Call it at every timed rechoke, and only then. */
  measure(now: number, links: LinkView): void {
    const bytes = links.uploadedBytes
    if (this.#measuredAt >= 0 && now > this.#measuredAt) {
      const rate = (bytes - this.#bytes) / (now - this.#measuredAt)
      if (rate > this.bytesPerSecond * NOTABLE) this.steadyRounds = 0
      else if (rate > 0) this.steadyRounds++
      if (rate > this.bytesPerSecond) this.bytesPerSecond = rate
    }
    this.#measuredAt = now
    this.#bytes = bytes
  }
}
