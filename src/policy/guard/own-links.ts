import type { Geometry } from '../../peer/geometry.js'
import type { LinkView } from '../../peer/policy.js'

/**
 * Shows a plug-in the links of its own peer as rows from 0. Other peers' rows lie in the same
 * columns, and stay out of reach.
 */
export class OwnLinks implements LinkView {
  readonly first = 0
  readonly capacity: number
  readonly open: Uint8Array
  readonly interested: Uint8Array
  readonly snubbed: Uint8Array
  readonly rate: Float64Array
  readonly openedAt: Float64Array
  readonly unchoked: Uint8Array
  readonly unchokedAt: Float64Array
  readonly geometry: Geometry
  readonly #links: LinkView

  constructor(links: LinkView) {
    const { first, capacity } = links
    const to = first + capacity
    this.#links = links
    this.capacity = capacity
    this.geometry = links.geometry
    this.open = links.open.subarray(first, to)
    this.interested = links.interested.subarray(first, to)
    this.snubbed = links.snubbed.subarray(first, to)
    this.rate = links.rate.subarray(first, to)
    this.openedAt = links.openedAt.subarray(first, to)
    this.unchoked = links.unchoked.subarray(first, to)
    this.unchokedAt = links.unchokedAt.subarray(first, to)
  }

  get end(): number {
    return this.#links.end - this.#links.first
  }

  get uploadedBytes(): number {
    return this.#links.uploadedBytes
  }

  held(link: number): number {
    return this.#links.held(this.#row(link))
  }

  unchokesUs(link: number): boolean {
    return this.#links.unchokesUs(this.#row(link))
  }

  unchokedUs(link: number): boolean {
    return this.#links.unchokedUs(this.#row(link))
  }

  receivedBytes(link: number): number {
    return this.#links.receivedBytes(this.#row(link))
  }

  sentBytes(link: number): number {
    return this.#links.sentBytes(this.#row(link))
  }

  #row(link: number): number {
    if (link >= 0 && link < this.capacity) return this.#links.first + link
    throw new RangeError(`no link ${link}; the peer has ${this.end} links, from 0`)
  }
}
