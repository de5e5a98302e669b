import type { ChokeReason, ChokeRecorder, Choker, LinkView } from '../../peer/policy.js'

/**
 * Unchokes every fellow that wants something, beside whom another choker serves. Fellows need no
 * slot; the other choker sees them as it sees all, and what it decides of them does not count.
 * The uplink goes round all of them alike, whatever shares the other choker has.
 */
export class ColludersFirst implements Choker, ChokeRecorder {
  readonly #choker: Choker
  /** A row a link: 1 = a fellow. */
  readonly #isColluder: Uint8Array
  #first = 0
  /** Who hears of the others while a rechoke lasts. */
  #recorder: ChokeRecorder | null = null

  /** `fellows` has a row a link, from the peer's first on, and may change. */
  constructor(choker: Choker, isColluder: Uint8Array) {
    this.#choker = choker
    this.#isColluder = isColluder
  }

  rechoke(
    now: number,
    links: LinkView,
    unchoked: Uint8Array,
    timed: boolean,
    recorder: ChokeRecorder | null,
  ): void {
    const { first, end, open, interested, rate } = links
    this.#first = first
    this.#recorder = recorder
    this.#choker.rechoke(now, links, unchoked, timed, recorder === null ? null : this)
    for (let link = first; link < end; link++) {
      if (open[link] === 0 || this.#isColluder[link - first] === 0) continue
      unchoked[link] = interested[link]
      const reason = interested[link] === 1 ? 'colluder' : 'not-interested'
      recorder?.decided(link, interested[link] === 1, reason, -1, rate[link])
    }
  }

  /** Passes on what the other choker tells of those that are no fellows. */
  decided(link: number, unchoked: boolean, reason: ChokeReason, rank: number, rate: number): void {
    if (this.#isColluder[link - this.#first] === 1) return
    this.#recorder?.decided(link, unchoked, reason, rank, rate)
  }
}
