import type { Random } from '../../base/random.js'
import type { ChokeReason, ChokeRecorder, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'

/** How much likelier a link that was never unchoked is to be chosen (BEP 3). */
const NEWCOMER_WEIGHT = 3

/**
 * The optimistic unchokes: links that may download whatever their rate, each for some rounds. They
 * are chosen at random among interested links that are choked; newcomers are three times as likely
 * (BEP 3). With `optimisticSlots` 0 there are none, even if slots are empty.
 */
export class OptimisticUnchokes {
  readonly #isEnabled: boolean
  /** Timed rechokes that an optimistic unchoke lasts. */
  readonly #rounds: number
  readonly #random: Random
  /** For each link: timed rounds that its optimistic unchoke still lasts; 0 = it has none. */
  readonly #roundsLeft: Uint8Array

  constructor(settings: PeerSettings, random: Random) {
    const { optimisticSlots, optimisticSeconds, rechokeSeconds, maxLinks } = settings
    this.#isEnabled = optimisticSlots > 0
    this.#rounds = Math.max(1, Math.round(optimisticSeconds / rechokeSeconds))
    this.#random = random
    this.#roundsLeft = new Uint8Array(maxLinks)
  }

  /**
   * Marks up to `slots` links that are not marked yet: first those whose optimistic unchoke goes
   * on, then new ones. Returns how many it marked.
   */
  mark(links: LinkView, unchoked: Uint8Array, slots: number, timed: boolean): number {
    if (!this.#isEnabled) return 0
    const stay = this.#roundsLeft
    const { first, end } = links
    let marked = 0
    for (let link = first; link < end; link++) {
      if (stay[link - first] > 0 && timed) stay[link - first]--
      const goesOn = stay[link - first] > 0 && marked < slots
      if (goesOn && links.interested[link] === 1 && unchoked[link] === 0) {
        unchoked[link] = 1
        marked++
      } else stay[link - first] = 0
    }
    while (marked < slots) {
      const link = this.#pick(links, unchoked)
      if (link < 0) break
      stay[link - first] = this.#rounds
      unchoked[link] = 1
      marked++
    }
    return marked
  }

  /** Tells whether the link is optimistically unchoked. */
  has(links: LinkView, link: number): boolean {
    return this.#roundsLeft[link - links.first] > 0
  }

  /** Records why each link is or is not served; `reason` is for those served but not optimistic. */
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
