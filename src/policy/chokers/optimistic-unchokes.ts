import type { Random } from '../../base/random.js'
import type { ChokeReason, ChokeRecorder, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'

/** How much likelier a link that was never unchoked is to be the next guest (BEP 3). */
const NEWCOMER_WEIGHT = 3

/**
 * The optimistic unchokes: guests that are let download whatever their rate, each for some rounds,
 * drawn at random from the interested links that have no other place, newcomers three times as
 * likely (BEP 3). With `optimisticSlots` 0 there are none, also where slots are empty.
 */
export class OptimisticUnchokes {
  readonly #isEnabled: boolean
  /** Timed rechokes that a guest stays for. */
  readonly #rounds: number
  readonly #random: Random
  /** Timed rounds that a link is a guest for yet; 0 = no guest. */
  readonly #roundsLeft: Uint8Array

  constructor(settings: PeerSettings, random: Random) {
    const { optimisticSlots, optimisticSeconds, rechokeSeconds, maxLinks } = settings
    this.#isEnabled = optimisticSlots > 0
    this.#rounds = Math.max(1, Math.round(optimisticSeconds / rechokeSeconds))
    this.#random = random
    this.#roundsLeft = new Uint8Array(maxLinks)
  }

  /**
   * Marks `seats` guests besides those that are marked already: first those whose stay goes on,
   * then new ones. Returns how many it marked.
   */
  mark(links: LinkView, unchoked: Uint8Array, seats: number, timed: boolean): number {
    if (!this.#isEnabled) return 0
    const stay = this.#roundsLeft
    const { first, end } = links
    let seated = 0
    for (let link = first; link < end; link++) {
      if (stay[link - first] > 0 && timed) stay[link - first]--
      const goesOn = stay[link - first] > 0 && seated < seats
      if (goesOn && links.interested[link] === 1 && unchoked[link] === 0) {
        unchoked[link] = 1
        seated++
      } else stay[link - first] = 0
    }
    while (seated < seats) {
      const link = this.#pick(links, unchoked)
      if (link < 0) break
      stay[link - first] = this.#rounds
      unchoked[link] = 1
      seated++
    }
    return seated
  }

  /** Whether the link is a guest now. */
  has(links: LinkView, link: number): boolean {
    return this.#roundsLeft[link - links.first] > 0
  }

  /** Tells why each link is or is not served; those that are no guests are for `reason`. */
  explain(
    links: LinkView,
    unchoked: Uint8Array,
    reason: ChokeReason,
    recorder: ChokeRecorder,
  ): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const served = this.has(links, link) ? 'optimistic' : reason
      const why = unchoked[link] === 1 ? served : idleReason(links, link)
      recorder.decided(link, unchoked[link] === 1, why, -1, links.rate[link])
    }
  }

  #pick(links: LinkView, unchoked: Uint8Array): number {
    let total = 0
    for (let link = links.first; link < links.end; link++) total += weight(links, unchoked, link)
    if (total === 0) return -1
    let left = this.#random.below(total)
    for (let link = links.first; link < links.end; link++) {
      left -= weight(links, unchoked, link)
      if (left < 0) return link
    }
    return -1
  }
}

function weight(links: LinkView, unchoked: Uint8Array, link: number): number {
  if (links.interested[link] === 0 || unchoked[link] === 1) return 0
  return links.unchokedAt[link] < 0 ? NEWCOMER_WEIGHT : 1
}
