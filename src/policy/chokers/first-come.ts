import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'

/** Serves a fixed number of links at a time, in the order they opened, each until it is done. */
export class FirstCome implements Choker {
  readonly #slots: number

  constructor({ slots }: Pick<PeerSettings, 'slots'>) {
    this.#slots = slots
  }

  rechoke({ links, unchoked, recorder }: RechokeRound): void {
    let free = this.#slots
    for (let link = links.first; link < links.end; link++) {
      unchoked[link] = links.interested[link] & links.unchoked[link]
      free -= unchoked[link]
    }
    for (; free > 0; free--) {
      const next = this.#next(links, unchoked)
      if (next < 0) break
      unchoked[next] = 1
    }
    if (recorder !== null) explainTurns(links, unchoked, recorder)
  }

  /** Returns the waiting link that opened first, or -1. */
  #next(links: LinkView, unchoked: Uint8Array): number {
    let next = -1
    for (let link = links.first; link < links.end; link++) {
      if (links.interested[link] === 0 || unchoked[link] === 1) continue
      if (next < 0 || links.openedAt[link] < links.openedAt[next]) next = link
    }
    return next
  }
}

/** Records why each link was or was not unchoked, for chokers that serve all in turn. */
export function explainTurns(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
  for (let link = links.first; link < links.end; link++) {
    if (links.open[link] === 0) continue
    const waits = links.interested[link] === 1 ? 'slots-full' : 'not-interested'
    const reason = unchoked[link] === 1 ? 'next-in-turn' : waits
    recorder.decided(link, unchoked[link] === 1, reason, -1, links.rate[link])
  }
}
