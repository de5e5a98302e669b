import type { Choker, RechokeRound } from '../../peer/policy.js'

/**
 * Unchokes every link that is interested, or none at all: an altruist and a free rider. Who was
 * unchoked stays so: a neighbour that lacks nothing for a moment loses none of its requests.
 */
export class UnchokeAll implements Choker {
  /** Everybody is served at once, or nobody. */
  readonly slots: number
  readonly regularSlots?: number
  readonly #mark: 0 | 1

  /** `unchokes` false makes the free rider, which uploads to nobody. */
  constructor(unchokes: boolean) {
    this.#mark = unchokes ? 1 : 0
    this.slots = unchokes ? Number.POSITIVE_INFINITY : 0
    if (!unchokes) this.regularSlots = 0
  }

  rechoke({ links, unchoked, recorder }: RechokeRound): void {
    for (let link = links.first; link < links.end; link++) {
      const isServed = links.open[link] & (links.interested[link] | links.unchoked[link])
      unchoked[link] = isServed & this.#mark
      if (recorder === null || links.open[link] === 0) continue
      const reason = this.#mark === 1 ? 'everybody' : 'nobody'
      recorder.decided(link, unchoked[link] === 1, reason, -1, links.rate[link])
    }
  }
}
