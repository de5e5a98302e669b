import type { Random } from '../../base/random.js'
import type { Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'
import { TieBreaks } from './tie-breaks.js'
import { TopLinks } from './top-links.js'

/** Steps from half to none or all, as in libtorrent; links of the same step are equal. */
const STEPS = 1000
/** Longer than any run, so that steps decide first and the waiting time only among equals. */
const LONGEST_SECONDS = 1e12

/**
 * A seed choker against free riders. It serves neighbours with the fewest or the most pieces first;
 * those in the middle can trade (Chow, Golubchik and Misra 2008, "Improving BitTorrent: a simple
 * approach"; libtorrent's `anti_leech`). What we sent a neighbour counts even if it does not
 * announce it. Among equals the one that was unchoked longest ago comes first. Optimistic unchokes
 * are as with the other chokers.
 */
export class AntiLeech implements Choker {
  readonly regularSlots: number
  readonly #slots: number
  readonly #top: TopLinks
  readonly #ties: TieBreaks
  readonly #optimistic: OptimisticUnchokes

  constructor(settings: PeerSettings, random: Random) {
    this.#slots = settings.slots
    this.regularSlots = settings.slots - settings.optimisticSlots
    this.#top = new TopLinks(this.regularSlots)
    this.#ties = new TieBreaks(settings.maxLinks, random)
    this.#optimistic = new OptimisticUnchokes(settings, random)
  }

  isOptimistic(links: LinkView, link: number): boolean {
    return this.#optimistic.has(links, link)
  }

  rechoke(round: RechokeRound): void {
    const { links, unchoked, recorder } = round
    const { first, end, interested, unchokedAt } = links
    const top = this.#top
    this.#ties.update(links)
    top.clear()
    for (let link = first; link < end; link++) {
      unchoked[link] = 0
      if (interested[link] === 0) continue
      const score = extremity(links, link) * LONGEST_SECONDS - unchokedAt[link]
      top.offer(link, score, this.#ties.of(link - first))
    }
    for (let rank = 0; rank < top.count; rank++) unchoked[top.links[rank]] = 1
    this.#optimistic.mark(round, this.#slots - top.count)
    if (recorder !== null) this.#optimistic.explain(links, unchoked, 'least-or-most', recorder)
  }
}

/** Returns how far the neighbour is from half of the torrent: 0 there, `STEPS` at none or all. */
function extremity(links: LinkView, link: number): number {
  const { sizeBytes, pieceCount } = links.geometry
  const announced = links.held(link) / pieceCount
  const share = Math.min(1, Math.max(announced, links.sentBytes(link) / sizeBytes))
  return Math.floor(Math.abs(share - 0.5) * 2 * STEPS)
}
