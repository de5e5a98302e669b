import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'

/** Serves so many links at a time, each until it wants nothing more, in the order they opened. */
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

  /** Of those that wait, the one that opened first; -1 if nobody waits. */
  #next(links: LinkView, unchoked: Uint8Array): number {
    let next = -1
    for (let link = links.first; link < links.end; link++) {
      if (links.interested[link] === 0 || unchoked[link] === 1) continue
      if (next < 0 || links.openedAt[link] < links.openedAt[next]) next = link
    }
    return next
  }
}

/** Why each link was or was not let in, where all who want something take turns. */
export function explainTurns(links: LinkView, unchoked: Uint8Array, recorder: ChokeRecorder): void {
  for (let link = links.first; link < links.end; link++) {
    if (links.open[link] === 0) continue
    const waits = links.interested[link] === 1 ? 'slots-full' : 'not-interested'
    const reason = unchoked[link] === 1 ? 'next-in-turn' : waits
    recorder.decided(link, unchoked[link] === 1, reason, -1, links.rate[link])
  }
}
