import type { LinkView } from '../../peer/policy.js'

/** Tells a choker that keeps something by row when the row has a new neighbour. */
export class Newcomers {
  /** When the link that was last seen in the row opened; -1 for none. */
  readonly #openedAt: Float64Array

  /** Makes room for this many rows. */
  constructor(links: number) {
    this.#openedAt = new Float64Array(links).fill(-1)
  }

  /** Notes the open link; true if it was not seen before. */
  isNew(links: LinkView, link: number): boolean {
    const row = link - links.first
    const isNew = this.#openedAt[row] !== links.openedAt[link]
    this.#openedAt[row] = links.openedAt[link]
    return isNew
  }
}
