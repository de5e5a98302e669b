import type { ChokeRecorder, Choker, LinkView, RechokeRound } from './policy.js'

/** The neighbours that somebody chose by hand. */
export interface HandPicks {
  /** Returns the place of a link's neighbour among those chosen, from 0; -1 if it is none. */
  placeOf(link: number): number
  /** How many were chosen, connected or not. */
  readonly count: number
  /** Whether nobody else is served; otherwise the choker has the other slots. */
  readonly only: boolean
}

/** What a choker says of a link: the arguments of `ChokeRecorder.decided` after the link. */
type Said = [
  unchoked: boolean,
  ...why: Parameters<ChokeRecorder['decided']> extends [unknown, unknown, ...infer Rest]
    ? Rest
    : never,
]

/**
 * Gives regular slots to neighbours that were chosen by hand, whenever they are interested: at most
 * as many as the peer has slots, the first chosen first. The peer's own choker goes on and has what
 * is left. If it has marked too many, those with the lowest rate lose their slots, regular ones
 * first. All unchoked links share the uplink alike, whatever shares the choker has.
 */
export class HandPicked implements Choker {
  /** What the choker withholds, it withholds from the links that it chose. */
  readonly maySend?: Choker['maySend']
  readonly #choker: Choker
  readonly #picks: HandPicks
  readonly #mostSlots: number
  /** The links chosen in the last round, in the order of the picks. */
  #chosen: number[] = []

  /** `mostSlots`: the upload slots of the peer's settings. */
  constructor(choker: Choker, picks: HandPicks, mostSlots: number) {
    this.#choker = choker
    this.#picks = picks
    this.#mostSlots = mostSlots
    if (choker.maySend === undefined) return
    this.maySend = (links, link) =>
      this.#chosen.includes(link) || choker.maySend?.(links, link) !== false
  }

  get slots(): number {
    const picked = Math.min(this.#picks.count, this.#mostSlots)
    return this.#picks.only ? picked : Math.max(picked, this.#choker.slots ?? this.#mostSlots)
  }

  get regularSlots(): number | undefined {
    return this.#picks.only ? this.slots : this.#choker.regularSlots
  }

  isOptimistic(links: LinkView, link: number): boolean {
    if (this.#picks.only || this.#chosen.includes(link)) return false
    return this.#choker.isOptimistic?.(links, link) ?? false
  }

  rechoke(round: RechokeRound): void {
    const { links, unchoked, recorder } = round
    if (recorder === null) {
      this.#choker.rechoke(round)
      this.#choose(links, unchoked)
      return
    }
    const said = new Map<number, Said>()
    const listener: ChokeRecorder = { decided: (link, ...what) => said.set(link, what) }
    this.#choker.rechoke({ ...round, recorder: listener })
    const before = unchoked.slice(links.first, links.end)
    this.#choose(links, unchoked)
    for (let link = links.first; link < links.end; link++) {
      if (links.open[link] === 0) continue
      const isUnchoked = unchoked[link] === 1
      const own = said.get(link)
      const isOwn =
        !this.#chosen.includes(link) && isUnchoked === (before[link - links.first] === 1)
      if (own !== undefined && isOwn) recorder.decided(link, ...own)
      else recorder.decided(link, isUnchoked, 'by-hand', -1, links.rate[link])
    }
  }

  #choose(links: LinkView, unchoked: Uint8Array): void {
    const { first, end, interested } = links
    const { only } = this.#picks
    const picked: number[] = []
    for (let link = first; link < end; link++) {
      if (interested[link] === 1 && this.#picks.placeOf(link) >= 0) picked.push(link)
    }
    picked.sort((a, b) => this.#picks.placeOf(a) - this.#picks.placeOf(b) || a - b)
    this.#chosen = picked.slice(0, this.#mostSlots)
    if (only) unchoked.fill(0, first, end)
    let added = 0
    for (const link of this.#chosen) {
      if (unchoked[link] === 0) added++
      unchoked[link] = 1
    }
    if (!only) this.#makeRoom(links, unchoked, added)
  }

  /** Chokes links that the choker marked, at most `added`, until the slots suffice. */
  #makeRoom(links: LinkView, unchoked: Uint8Array, added: number): void {
    const served = (link: number) => unchoked[link] === 1 && links.interested[link] === 1
    let count = 0
    for (let link = links.first; link < links.end; link++) if (served(link)) count++
    for (let left = Math.min(added, count - this.slots); left > 0; left--) {
      let worst = -1
      for (let link = links.first; link < links.end; link++) {
        if (!served(link) || this.#chosen.includes(link)) continue
        if (worst < 0 || this.#isWorse(links, link, worst)) worst = link
      }
      if (worst < 0) return
      unchoked[worst] = 0
    }
  }

  #isWorse(links: LinkView, link: number, than: number): boolean {
    const [one, other] = [this.isOptimistic(links, link), this.isOptimistic(links, than)]
    return one === other ? links.rate[link] <= links.rate[than] : other
  }
}
