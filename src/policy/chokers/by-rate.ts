import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { CapacityEstimate } from './capacity-estimate.js'
import { RateChoker } from './rate-choker.js'

const KIBIBYTE = 1024

/**
 * Tit-for-tat with mainline's rule for the number of slots (`Choker._max_uploads` of mainline 4.x):
 * 2 below 9 KiB/s of upload, 3 below 15, 4 below 42, and from there on the root of 0.6 times the
 * rate in KiB/s: 7 at 100, 24 at 1,000. Mainline took the rate that its user had set; here it is
 * that of the best round so far. Until a byte was sent, the settings' own number of slots.
 */
export class ByRate implements Choker {
  readonly #titForTat: RateChoker
  readonly #most: number
  readonly #capacityEstimate = new CapacityEstimate()

  constructor(settings: PeerSettings, random: Random) {
    this.#most = settings.maxLinks
    this.#titForTat = new RateChoker({ ...settings, slots: settings.maxLinks }, random)
    this.#titForTat.slots = settings.slots
  }

  rechoke(
    now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    if (timed) {
      this.#capacityEstimate.measure(now, links)
      const { bytesPerSecond } = this.#capacityEstimate
      if (bytesPerSecond > 0) {
        this.#titForTat.slots = Math.min(this.#most, slotsFor(bytesPerSecond / KIBIBYTE))
      }
    }
    this.#titForTat.rechoke(now, links, unchoked, timed, recorder)
  }
}

function slotsFor(kibibytesPerSecond: number): number {
  if (kibibytesPerSecond < 9) return 2
  if (kibibytesPerSecond < 15) return 3
  if (kibibytesPerSecond < 42) return 4
  return Math.floor(Math.sqrt(kibibytesPerSecond * 0.6))
}
