import type { Random } from '../../base/random.js'
import type { ChokeReason, ChokeRecorder, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'

/** How much likelier a link that was never unchoked is to be chosen (BEP 3). */
const NEWCOMER_WEIGHT = 3
/** In place of the end of a turn: there is none. */
const NEVER = -1

/** Sums of intervals and timers are inexact: a turn may end this much early, seconds. */
const EARLY_SECONDS = 0.01

/**
 * The optimistic unchokes: links that may download whatever their rate, each for 30 s. They are
 * chosen at random among interested links that are choked; newcomers are three times as likely (BEP
 * 3). A turn ends at the first timed rechoke after its time, so that none is cut short that began
 * between two rounds. With `optimisticSlots` 0 there are none, even if slots are empty.
 */
export class OptimisticUnchokes {
  readonly #isEnabled: boolean
  /** How long an optimistic unchoke lasts, seconds. */
  readonly #seconds: number
  readonly #random: Random
  /** For each link: until when its optimistic unchoke lasts, seconds; NEVER = it has none. */
  readonly #until: Float64Array

  constructor(settings: PeerSettings, random: Random) {
    const { optimisticSlots, optimisticSeconds, maxLinks } = settings
    this.#isEnabled = optimisticSlots > 0
    this.#seconds = optimisticSeconds - EARLY_SECONDS
    this.#random = random
    this.#until = new Float64Array(maxLinks).fill(NEVER)
  }

  /**
   * Marks up to `slots` links that are not marked yet: first those whose optimistic unchoke goes
   * on, the oldest ones if there are too many, then new ones. Returns how many it marked.
   */
  mark(round: RechokeRound, slots: number): number {
    if (!this.#isEnabled) return 0
    const { now, links, unchoked } = round
    const until = this.#until
    let marked = this.#keep(round, slots)
    while (marked < slots) {
      const link = this.#pick(links, unchoked)
      if (link < 0) break
      until[link - links.first] = now + this.#seconds
      unchoked[link] = 1
      marked++
    }
    return marked
  }

  /** Tells whether the link is optimistically unchoked. */
  has(links: LinkView, link: number): boolean {
    return this.#until[link - links.first] > NEVER
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

  /** Marks links whose turn goes on, but ends the latest turns beyond `slots`; returns how many. */
  #keep({ now, links, unchoked, timed }: RechokeRound, slots: number): number {
    const until = this.#until
    const { first, end, interested } = links
    let going = 0
    for (let link = first; link < end; link++) {
      const isOver = timed && until[link - first] <= now
      if (isOver || interested[link] === 0 || unchoked[link] === 1) until[link - first] = NEVER
      if (until[link - first] === NEVER) continue
      unchoked[link] = 1
      going++
    }
    for (; going > slots; going--) {
      let latest = 0
      for (let row = 1; row < end - first; row++) if (until[row] > until[latest]) latest = row
      until[latest] = NEVER
      unchoked[first + latest] = 0
    }
    return going
  }

  /** Draws a choked link; if there is none, one that would lose its slot. */
  #pick(links: LinkView, unchoked: Uint8Array): number {
    const choked = this.#draw(links, unchoked, links.unchoked)
    return choked >= 0 ? choked : this.#draw(links, unchoked, unchoked)
  }

  /** Draws an interested link that is in neither of both; -1 if there is none. */
  #draw(links: LinkView, unchoked: Uint8Array, served: Uint8Array): number {
    let total = 0
    for (let link = links.first; link < links.end; link++) {
      total += weight(links, unchoked, served, link)
    }
    if (total === 0) return -1
    let left = this.#random.below(total)
    for (let link = links.first; link < links.end; link++) {
      left -= weight(links, unchoked, served, link)
      if (left < 0) return link
    }
    return -1
  }
}

function weight(links: LinkView, unchoked: Uint8Array, served: Uint8Array, link: number): number {
  if (links.interested[link] === 0 || unchoked[link] === 1 || served[link] === 1) return 0
  return links.unchokedAt[link] < 0 ? NEWCOMER_WEIGHT : 1
}
