import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { OptimisticUnchokes } from './optimistic-unchokes.js'
import { TopLinks } from './top-links.js'

/** Steps from half to none or all, as libtorrent has them; links of the same step are equals. */
const STEPS = 1000
/** Beyond any instant, so that the steps come first and the wait only among equals. */
const LONGEST_SECONDS = 1e12

/**
 * A seed choker against leeches: serves those that hold least or most, and those in the middle
 * last, for they can trade (Chow, Golubchik and Misra 2008, "Improving BitTorrent: a simple
 * approach"; libtorrent's `anti_leech`). What we have sent a neighbour counts even if it does not
 * tell of it. Among equals the one that was unchoked longest ago comes first. Optimistic guests
 * besides, as with the other chokers.
 */
export class AntiLeech implements Choker {
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
    const { first, end, interested, unchokedAt } = links
    const seats = this.#top
    seats.clear()
    for (let link = first; link < end; link++) {
      unchoked[link] = 0
      if (interested[link] === 0) continue
      seats.offer(link, extremity(links, link) * LONGEST_SECONDS - unchokedAt[link])
    }
    for (let rank = 0; rank < seats.count; rank++) unchoked[seats.links[rank]] = 1
    this.#optimistic.mark(links, unchoked, this.#slots - seats.count, timed)
    if (recorder !== null) this.#optimistic.explain(links, unchoked, 'least-or-most', recorder)
  }
}

/** How far the neighbour is from half of the torrent: 0 there, `STEPS` at nothing and at all. */
function extremity(links: LinkView, link: number): number {
  const { sizeBytes, pieceCount } = links.geometry
  const told = links.held(link) / pieceCount
  const share = Math.min(1, Math.max(told, links.sentBytes(link) / sizeBytes))
  return Math.floor(Math.abs(share - 0.5) * 2 * STEPS)
}
