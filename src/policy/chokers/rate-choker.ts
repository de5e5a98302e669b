import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'
import { TopLinks } from './top-links.js'

/**
 * Unchokes the interested links of the highest rate, and guests in the slots that are left. The
 * rate is theirs to us while we leech: tit-for-tat (BEP 3, Cohen 2003); ours to them once we seed:
 * the fastest takers, mainline's old seed choker.
 *
 * - `slots` links are let download, `optimisticSlots` of them as guests for 30 s; slots that find
 *   no candidate become further guests, so a peer that is snubbed by all tries many at once.
 *   With `optimisticSlots` 0 there are no guests at all: such slots stay empty.
 * - A link that snubs us takes no slot but a guest's.
 * - A link that is faster than the slowest taker but not interested is unchoked besides, so that
 *   it may begin at once; when it becomes interested the slowest loses its slot.
 */
export class RateChoker implements Choker {
  /** Links that are let download at a time; at most as many as the settings gave. */
  slots: number
  readonly #optimisticSlots: number
  readonly #top: TopLinks
  readonly #optimistic: OptimisticUnchokes

  constructor(settings: PeerSettings, random: Random) {
    this.slots = settings.slots
    this.#optimisticSlots = settings.optimisticSlots
    this.#top = new TopLinks(settings.slots - settings.optimisticSlots)
    this.#optimistic = new OptimisticUnchokes(settings, random)
  }

  rechoke(
    _now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    const { first, end, open, interested, snubbed, rate } = links
    const seats = this.#top
    seats.clear(Math.max(0, this.slots - this.#optimisticSlots))
    for (let link = first; link < end; link++) {
      unchoked[link] = 0
      if (interested[link] === 1 && snubbed[link] === 0) seats.offer(link, rate[link])
    }
    for (let rank = 0; rank < seats.count; rank++) unchoked[seats.links[rank]] = 1
    this.#optimistic.mark(links, unchoked, this.slots - seats.count, timed)
    const { lowestScore: threshold } = seats
    if (threshold >= 0) {
      for (let link = first; link < end; link++) {
        if (open[link] === 0 || interested[link] === 1 || snubbed[link] === 1) continue
        if (rate[link] > threshold) unchoked[link] = 1
      }
    }
    if (recorder !== null) this.#explain(links, unchoked, recorder)
  }

  #explain(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
    const { count: taken, links: seated } = this.#top
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      let rank = 0
      while (rank < taken && seated[rank] !== link) rank++
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
      recorder.decided(link, unchoked[link] === 1, reason, rank, links.rate[link])
    }
  }
}
