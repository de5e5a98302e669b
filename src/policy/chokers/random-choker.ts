import type { Random } from '../../base/random.js'
import type { ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'

/**
 * Gives its slots at random: at every timed rechoke all of them are drawn anew among the links that
 * are interested, each with equal chance, whatever they give or took; between, only what became
 * free is drawn for. The baseline that rewards nobody (the random ranking of Rahman et al. 2011,
 * "Design Space Analysis").
 */
export class RandomChoker implements Choker {
  readonly #slots: number
  readonly #random: Random

  constructor(settings: PeerSettings, random: Random) {
    this.#slots = settings.slots
    this.#random = random
  }

  rechoke(
    _now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    let free = this.#slots
    for (let link = links.first; link < links.end; link++) {
      unchoked[link] = timed ? 0 : links.unchoked[link] & links.interested[link]
      free -= unchoked[link]
    }
    while (free-- > 0) {
      const link = randomChoked(links, unchoked, this.#random)
      if (link < 0) break
      unchoked[link] = 1
    }
    if (recorder === null) return
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const reason = unchoked[link] === 1 ? 'random' : idleReason(links, link)
      recorder.decided(link, unchoked[link] === 1, reason, -1, links.rate[link])
    }
  }
}

/** A random interested link that is not marked, each with equal chance; -1 if there is none. */
export function randomChoked(links: LinkView, unchoked: Uint8Array, random: Random): number {
  let choked = 0
  for (let link = links.first; link < links.end; link++) {
    if (links.interested[link] === 1 && unchoked[link] === 0) choked++
  }
  if (choked === 0) return -1
  let left = random.below(choked)
  for (let link = links.first; link < links.end; link++) {
    if (links.interested[link] === 0 || unchoked[link] === 1) continue
    if (left-- === 0) return link
  }
  return -1
}
