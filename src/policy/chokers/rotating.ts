import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { randomChoked } from './random-choker.js'
import { TieBreaks } from './tie-breaks.js'
import { TopLinks } from './top-links.js'

/** In two rounds of three a newcomer gets the last slot; in the third the order alone decides. */
const ROUNDS = 3

/**
 * Mainline's later choker for seeds (Legout, Urvoy-Keller and Michiardi 2006, section 2.2): links
 * are ordered by the time at which they were last unchoked, the latest first. The first ones keep
 * their slots. In two rounds of three the last slot goes to a random choked link, which becomes the
 * first in that order; the one unchoked longest ago loses its slot, unless no other link waits. All
 * links are served equally, however fast they download.
 */
export class Rotating implements Choker {
  readonly #slots: number
  readonly #random: Random
  readonly #ties: TieBreaks
  readonly #topButOne: TopLinks
  readonly #top: TopLinks
  /** The random link of this round, or -1. */
  #newcomer = -1
  #round = 0

  constructor(settings: PeerSettings, random: Random) {
    this.#slots = settings.slots
    this.#random = random
    this.#ties = new TieBreaks(settings.maxLinks, random)
    this.#topButOne = new TopLinks(Math.max(0, settings.slots - 1))
    this.#top = new TopLinks(settings.slots)
  }

  rechoke({ links, unchoked, timed, recorder }: RechokeRound): void {
    if (timed) {
      this.#round = (this.#round + 1) % ROUNDS
      this.#newcomer = -1
    }
    // Between rounds all keep their slots; only free slots get a random link.
    const draws = timed && this.#round !== ROUNDS - 1 && isAnyWaiting(links)
    const top = draws ? this.#topButOne : this.#top
    this.#ties.update(links)
    top.clear()
    for (let link = links.first; link < links.end; link++) {
      unchoked[link] = 0
      if (links.interested[link] === 1 && links.unchoked[link] === 1) {
        top.offer(link, links.unchokedAt[link], this.#ties.of(link - links.first))
      }
    }
    for (let rank = 0; rank < top.count; rank++) unchoked[top.links[rank]] = 1
    let free = this.#slots - top.count
    while (free-- > 0) {
      this.#newcomer = randomChoked(links, unchoked, links.unchoked, this.#random)
      if (this.#newcomer < 0) break
      unchoked[this.#newcomer] = 1
    }
    if (recorder !== null) this.#explain(links, unchoked, recorder)
  }

  #explain(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const reason =
        unchoked[link] === 1
          ? link === this.#newcomer
            ? 'optimistic'
            : 'next-in-turn'
          : links.interested[link] === 1
            ? 'slots-full'
            : 'not-interested'
      recorder.decided(link, unchoked[link] === 1, reason, -1, links.rate[link])
    }
  }
}

/** Tells whether an interested link is choked. */
function isAnyWaiting({ first, end, interested, unchoked }: LinkView): boolean {
  for (let link = first; link < end; link++) {
    if (interested[link] === 1 && unchoked[link] === 0) return true
  }
  return false
}
