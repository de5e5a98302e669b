import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'
import { TopLinks } from './top-links.js'

/** What a neighbour may owe us: 2 of the paper's blocks of 256 KiB. */
const MOST_DEFICIT_BYTES = 2 * 256 * 1024

/**
 * Pairwise block-level tit-for-tat (Bharambe, Herley and Padmanabhan 2006): a neighbour is served
 * only while what we have sent it exceeds what it has sent us by no more than a threshold. So the
 * most that a peer gives away is that times the number of its neighbours. Among those that are not
 * in debt the slots go as in tit-for-tat: to the fastest, and to optimistic guests.
 *
 * The paper checks before each block; we, as every choker, at each rechoke: a neighbour may go
 * deeper into debt by what it takes in one round. For leechers: nobody pays back a seed.
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

  rechoke(
    _now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    const { first, end, interested, snubbed, rate } = links
    const seats = this.#top
    seats.clear()
    for (let link = first; link < end; link++) {
      // Those in debt are marked while guests are drawn, so that none of them is.
      unchoked[link] = isInDebt(links, link) ? 1 : 0
      if (unchoked[link] === 1 || interested[link] === 0 || snubbed[link] === 1) continue
      seats.offer(link, rate[link])
    }
    for (let rank = 0; rank < seats.count; rank++) unchoked[seats.links[rank]] = 1
    this.#optimistic.mark(links, unchoked, this.#slots - seats.count, timed)
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
  return links.sentBytes(link) - links.receivedBytes(link) > MOST_DEFICIT_BYTES
}
