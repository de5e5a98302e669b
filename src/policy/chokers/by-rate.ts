import type { Random } from '../../base/random.js'
import type { Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { CapacityEstimate } from './capacity-estimate.js'
import { RateChoker } from './rate-choker.js'

const KIBIBYTE = 1024

/**
 * Tit-for-tat with mainline's rule for the number of slots (`Choker._max_uploads` of mainline 4.x):
 * 2 below 9 KiB/s of upload, 3 below 15, 4 below 42, and beyond that the root of 0.6 times the rate
 * in KiB/s: 7 at 100, 24 at 1,000. Mainline uses the rate that its user set; this choker uses the
 * best round so far. Until a byte is sent, it has the number of slots of its settings.
 */
export class ByRate implements Choker {
  readonly #titForTat: RateChoker
  readonly #most: number
  readonly #capacityEstimate = new CapacityEstimate()

  constructor(settings: PeerSettings, random: Random) {
    this.#most = settings.maxLinks
    this.#titForTat = new RateChoker({ ...settings, slots: settings.maxLinks }, random)
    this.#titForTat.slots = Math.min(this.#most, settings.slots)
  }

  get slots(): number {
    return this.#titForTat.slots
  }

  get regularSlots(): number {
    return this.#titForTat.regularSlots
  }

  isOptimistic(links: LinkView, link: number): boolean {
    return this.#titForTat.isOptimistic(links, link)
  }

  rechoke(round: RechokeRound): void {
    if (round.timed) {
      this.#capacityEstimate.measure(round.now, round.links)
      const { bytesPerSecond } = this.#capacityEstimate
      if (bytesPerSecond > 0) {
        this.#titForTat.slots = Math.min(this.#most, slotsFor(bytesPerSecond / KIBIBYTE))
      }
    }
    this.#titForTat.rechoke(round)
  }
}

function slotsFor(kibibytesPerSecond: number): number {
  if (kibibytesPerSecond < 9) return 2
  if (kibibytesPerSecond < 15) return 3
  if (kibibytesPerSecond < 42) return 4
  return Math.floor(Math.sqrt(kibibytesPerSecond * 0.6))
}
