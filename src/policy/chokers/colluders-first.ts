import type { ChokeReason, ChokeRecorder, Choker, RechokeRound } from '../../peer/policy.js'

/**
 * Unchokes every colluder that is interested, in addition to what another choker decides. Colluders
 * need no slot. The other choker sees them as well, but its decision about them does not count. All
 * share the uplink alike, whatever shares the other choker has.
 */
export class ColludersFirst implements Choker, ChokeRecorder {
  /** What the other choker withholds, it withholds from links that are no colluders. */
  readonly maySend?: Choker['maySend']
  readonly #choker: Choker
  /** For each link from the peer's first on: 1 = a colluder. */
  readonly #isColluder: Uint8Array
  #first = 0
  /** What receives the reasons during a rechoke. */
  #recorder: ChokeRecorder | null = null
  /** What the other choker is given: the round with this object as its recorder. */
  #inner: { -readonly [Key in keyof RechokeRound]: RechokeRound[Key] } | null = null

  /** `isColluder` has an element for each link, from the peer's first on, and may change. */
  constructor(choker: Choker, isColluder: Uint8Array) {
    this.#choker = choker
    this.#isColluder = isColluder
    if (choker.maySend === undefined) return
    this.maySend = (links, link) =>
      isColluder[link - links.first] === 1 || choker.maySend?.(links, link) !== false
  }

  get slots(): number | undefined {
    return this.#choker.slots
  }

  rechoke(round: RechokeRound): void {
    const { links, unchoked, recorder } = round
    const { first, end, open, interested, rate } = links
    this.#first = first
    this.#recorder = recorder
    this.#inner ??= { ...round }
    this.#inner.now = round.now
    this.#inner.links = links
    this.#inner.unchoked = unchoked
    this.#inner.timed = round.timed
    this.#inner.recorder = recorder === null ? null : this
    this.#choker.rechoke(this.#inner)
    for (let link = first; link < end; link++) {
      if (open[link] === 0 || this.#isColluder[link - first] === 0) continue
      unchoked[link] = interested[link]
      const reason = interested[link] === 1 ? 'colluder' : 'not-interested'
      recorder?.decided(link, interested[link] === 1, reason, -1, rate[link])
    }
  }

  /** Passes on the other choker's reasons for links that are no colluders. */
  decided(link: number, unchoked: boolean, reason: ChokeReason, rank: number, rate: number): void {
    if (this.#isColluder[link - this.#first] === 1) return
    this.#recorder?.decided(link, unchoked, reason, rank, rate)
  }
}
