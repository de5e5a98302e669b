import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'
import { TopLinks } from './top-links.js'

/** The most that a neighbour may owe us: 2 of the paper's blocks of 256 KiB. */
const MAX_DEFICIT_BYTES = 2 * 256 * 1024

/**
 * Pairwise block-level tit-for-tat (Bharambe, Herley and Padmanabhan 2006). A neighbour is served
 * only while what we sent it exceeds what it sent us by no more than a threshold. So a peer gives
 * away at most that threshold times its number of neighbours. Neighbours within the threshold
 * compete for slots as in tit-for-tat, optimistic unchokes included.
 *
 * The paper checks before each block. This choker checks at each rechoke, so that a deficit may
 * grow by what a neighbour downloads in one round. It is for leechers: nobody reciprocates to a
 * seed.
 */
export class BlockTitForTat implements Choker {
  readonly #slots: number
  readonly #top: TopLinks
  readonly #optimistic: OptimisticUnchokes

  constructor(settings: PeerSettings, random: Random) {
    this.#slots = settings.slots
    this.#top = new TopLinks(settings.slots - settings.optimisticSlots)
    this.#optimistic = new OptimisticUnchokes(settings, random)
  }

  rechoke({ links, unchoked, timed, recorder }: RechokeRound): void {
    const { first, end, interested, snubbed, rate } = links
    const top = this.#top
    top.clear()
    for (let link = first; link < end; link++) {
      // Links in debt are marked for now, so that none becomes an optimistic unchoke.
      unchoked[link] = isInDebt(links, link) ? 1 : 0
      if (unchoked[link] === 1 || interested[link] === 0 || snubbed[link] === 1) continue
      top.offer(link, rate[link])
    }
    for (let rank = 0; rank < top.count; rank++) unchoked[top.links[rank]] = 1
    this.#optimistic.mark(links, unchoked, this.#slots - top.count, timed)
    for (let link = first; link < end; link++) if (isInDebt(links, link)) unchoked[link] = 0
    if (recorder !== null) this.#explain(links, unchoked, recorder)
  }

  #explain(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const reason =
        unchoked[link] === 1
          ? this.#optimistic.has(links, link)
            ? 'optimistic'
            : 'fastest'
          : isInDebt(links, link)
            ? 'in-debt'
            : idleReason(links, link)
      recorder.decided(link, unchoked[link] === 1, reason, -1, links.rate[link])
    }
  }
}

function isInDebt(links: LinkView, link: number): boolean {
  if (links.open[link] === 0) return false
  return links.sentBytes(link) - links.receivedBytes(link) > MAX_DEFICIT_BYTES
}
