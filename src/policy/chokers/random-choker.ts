import type { Random } from '../../base/random.js'
import type { Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'
import { idleReason } from './explain.js'

/**
 * Assigns its slots at random. Every timed rechoke chooses again among the interested links, all
 * with equal probability, whatever they sent or received. In between only free slots are assigned.
 * It is the baseline that rewards nobody (the random ranking of Rahman et al. 2011, "Design Space
 * Analysis").
 */
export class RandomChoker implements Choker {
  readonly regularSlots: number
  readonly #random: Random

  constructor(settings: PeerSettings, random: Random) {
    this.regularSlots = settings.slots
    this.#random = random
  }

  rechoke({ links, unchoked, timed, recorder }: RechokeRound): void {
    let free = this.regularSlots
    for (let link = links.first; link < links.end; link++) {
      unchoked[link] = timed ? 0 : links.unchoked[link] & links.interested[link]
      free -= unchoked[link]
    }
    // The leecher's choker may have unchoked more: also links that were not interested then.
    if (free < 0) {
      unchoked.fill(0, links.first, links.end)
      free = this.regularSlots
    }
    while (free-- > 0) {
      const link = randomChoked(links, unchoked, unchoked, this.#random)
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

/**
 * Returns a random interested link that is neither marked nor in `except`, all with equal
 * probability, or -1.
 */
export function randomChoked(
  links: LinkView,
  unchoked: Uint8Array,
  except: Uint8Array,
  random: Random,
): number {
  let choked = 0
  for (let link = links.first; link < links.end; link++) {
    if (links.interested[link] === 1 && (unchoked[link] | except[link]) === 0) choked++
  }
  if (choked === 0) return -1
  let left = random.below(choked)
  for (let link = links.first; link < links.end; link++) {
    if (links.interested[link] === 0 || (unchoked[link] | except[link]) !== 0) continue
    if (left-- === 0) return link
  }
  return -1
}
