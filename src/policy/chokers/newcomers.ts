import type { LinkView } from '../../peer/policy.js'

/** Tells a choker with columns of its own when a row has passed to another neighbour. */
export class Newcomers {
  /** When the link opened that was seen in the row last; -1 = none was. */
  readonly #openedAt: Float64Array

  /** `links` rows at most. */
  constructor(links: number) {
    this.#openedAt = new Float64Array(links).fill(-1)
  }

  /** Whether this open link was never asked after before. */
  isNew(links: LinkView, link: number): boolean {
    const row = link - links.first
    const isNew = this.#openedAt[row] !== links.openedAt[link]
    this.#openedAt[row] = links.openedAt[link]
    return isNew
  }
}
