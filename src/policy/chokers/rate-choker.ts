import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'
import { TieBreaks } from './tie-breaks.js'
import { TopLinks } from './top-links.js'

/**
 * Unchokes the interested links with the highest rate, and optimistic ones in the other slots.
 * While we are a leecher the rate is from them to us: tit-for-tat (BEP 3, Cohen 2003). Once we are
 * a seed it is from us to them: the fastest downloaders, as mainline's old seed choker.
 *
 * - It unchokes `slots` links, `optimisticSlots` of them optimistically for 30 s. Slots without a
 *   candidate become optimistic too, so that a peer snubbed by all tries many at once. With
 *   `optimisticSlots` 0 there are no optimistic unchokes: such slots stay empty.
 * - Of equal rates, a rank that is drawn once a link decides.
 * - A link that snubs us gets only an optimistic slot.
 * - A link that is faster than the slowest unchoked one but not interested is unchoked as well, so
 *   that it can start at once. When it becomes interested, the slowest loses its slot.
 */
export class RateChoker implements Choker {
  /** Links that are unchoked at a time; at most as many as in the settings. */
  slots: number
  readonly #optimisticSlots: number
  readonly #top: TopLinks
  readonly #ties: TieBreaks
  readonly #optimistic: OptimisticUnchokes

  constructor(settings: PeerSettings, random: Random) {
    this.slots = settings.slots
    this.#optimisticSlots = settings.optimisticSlots
    this.#top = new TopLinks(Math.max(0, settings.slots - settings.optimisticSlots))
    this.#ties = new TieBreaks(settings.maxLinks, random)
    this.#optimistic = new OptimisticUnchokes(settings, random)
  }

  get regularSlots(): number {
    return Math.max(0, this.slots - this.#optimisticSlots)
  }

  isOptimistic(links: LinkView, link: number): boolean {
    return this.#optimistic.has(links, link)
  }

  rechoke(round: RechokeRound): void {
    const { links, unchoked, recorder } = round
    const { first, end, open, interested, snubbed, rate } = links
    const top = this.#top
    this.#ties.update(links)
    top.clear(this.regularSlots)
    for (let link = first; link < end; link++) {
      unchoked[link] = 0
      if (interested[link] === 1 && snubbed[link] === 0) {
        top.offer(link, rate[link], this.#ties.of(link - first))
      }
    }
    for (let rank = 0; rank < top.count; rank++) unchoked[top.links[rank]] = 1
    this.#optimistic.mark(round, this.slots - top.count)
    const { lowestScore: threshold } = top
    if (threshold >= 0) {
      for (let link = first; link < end; link++) {
        if (open[link] === 0 || interested[link] === 1 || snubbed[link] === 1) continue
        if (rate[link] > threshold) unchoked[link] = 1
      }
    }
    if (recorder !== null) this.#explain(links, unchoked, recorder)
  }

  #explain(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
    const { count: taken, links: topLinks } = this.#top
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      let rank = 0
      while (rank < taken && topLinks[rank] !== link) rank++
      const reason =
        rank < taken
          ? 'fastest'
          : unchoked[link] === 1
            ? this.#optimistic.has(links, link)
              ? 'optimistic'
              : 'faster-but-uninterested'
            : links.interested[link] === 0
              ? 'not-interested'
              : links.snubbed[link] === 1
                ? 'snubbed'
                : 'slots-full'
      const place = rank < taken ? rank : -1
      recorder.decided(link, unchoked[link] === 1, reason, place, links.rate[link])
    }
  }
}
