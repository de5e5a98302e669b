import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'
import { TieBreaks } from './tie-breaks.js'
import { TopLinks } from './top-links.js'

const KIBIBYTE = 1024

/**
 * Pairwise block-level tit-for-tat (Bharambe, Herley and Padmanabhan 2006). A block is sent only
 * while what we sent the neighbour exceeds what it sent us by no more than a threshold. So a peer
 * gives away at most that threshold, and a block, times its number of neighbours.
 *
 * The debt is checked before each block, as in the paper. A neighbour in debt is sent the next
 * block as soon as it has paid. If it has not by the next rechoke, it is choked. Neighbours that
 * owe no more than the threshold compete for slots as in tit-for-tat, optimistic unchokes included.
 * It is for leechers: nobody reciprocates to a seed.
 */
export class BlockTitForTat implements Choker {
  readonly regularSlots: number
  readonly #slots: number
  readonly #maxDeficitBytes: number
  readonly #top: TopLinks
  readonly #ties: TieBreaks
  readonly #optimistic: OptimisticUnchokes

  /** `maxDeficitKiB`: the most that a neighbour may owe us. */
  constructor(settings: PeerSettings, maxDeficitKiB: number, random: Random) {
    this.#maxDeficitBytes = maxDeficitKiB * KIBIBYTE
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
    const { first, end, interested, snubbed, rate } = links
    const top = this.#top
    this.#ties.update(links)
    top.clear()
    for (let link = first; link < end; link++) {
      // Links in debt are marked for now, so that none becomes an optimistic unchoke.
      unchoked[link] = this.#isInDebt(links, link) ? 1 : 0
      if (unchoked[link] === 1 || interested[link] === 0 || snubbed[link] === 1) continue
      top.offer(link, rate[link], this.#ties.of(link - first))
    }
    for (let rank = 0; rank < top.count; rank++) unchoked[top.links[rank]] = 1
    this.#optimistic.mark(round, this.#slots - top.count)
    for (let link = first; link < end; link++) if (this.#isInDebt(links, link)) unchoked[link] = 0
    if (recorder !== null) this.#explain(links, unchoked, recorder)
  }

  maySend(links: LinkView, link: number): boolean {
    return !this.#isInDebt(links, link)
  }

  #isInDebt(links: LinkView, link: number): boolean {
    if (links.open[link] === 0) return false
    return links.sentBytes(link) - links.receivedBytes(link) > this.#maxDeficitBytes
  }

  #explain(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const reason =
        unchoked[link] === 1
          ? this.#optimistic.has(links, link)
            ? 'optimistic'
            : 'fastest'
          : this.#isInDebt(links, link)
            ? 'in-debt'
            : idleReason(links, link)
      recorder.decided(link, unchoked[link] === 1, reason, -1, links.rate[link])
    }
  }
}
