import type { ChokeRecorder, Choker, LinkView, RechokeRound } from '../../peer/policy.js'
import type { PeerSettings } from '../../peer/settings.js'

/** Serves a fixed number of links at a time, in the order they opened, each until it is done. */
export class FirstCome implements Choker {
  readonly regularSlots: number

  constructor({ slots }: Pick<PeerSettings, 'slots'>) {
    this.regularSlots = slots
  }

  rechoke({ links, unchoked, recorder }: RechokeRound): void {
    unchoked.fill(0, links.first, links.end)
    // The leecher's choker may have unchoked more: also links that were not interested then.
    const free = this.#serve(links, unchoked, 1, this.regularSlots)
    this.#serve(links, unchoked, 0, free)
    if (recorder !== null) explainTurns(links, unchoked, recorder)
  }

  /** Marks links that are served already (1) or wait (0); returns how many slots are left. */
  #serve(links: LinkView, unchoked: Uint8Array, served: 0 | 1, slots: number): number {
    for (let free = slots; free > 0; free--) {
      const next = this.#next(links, unchoked, served)
      if (next < 0) return free
      unchoked[next] = 1
    }
    return 0
  }

  /** Returns the one of these links that opened first, or -1. */
  #next(links: LinkView, unchoked: Uint8Array, served: 0 | 1): number {
    let next = -1
    for (let link = links.first; link < links.end; link++) {
      if (links.interested[link] === 0 || unchoked[link] === 1) continue
      if (links.unchoked[link] !== served) continue
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
