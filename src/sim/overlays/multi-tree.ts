import type { Shape } from './shape.js'

/**
 * Several trees over the same nodes: piece p goes down tree p % trees, and every node but the
 * origin has children in one of them alone, as many as there are trees, so that all uplinks are
 * used (SplitStream: Castro et al. 2003). The origin feeds the root of each.
 */
export class MultiTree implements Shape {
  readonly feeds: number
  readonly #others: number

  constructor(count: number, trees: number) {
    this.feeds = trees
    this.#others = count - 1
  }

  parent(node: number, feed: number): number {
    if (node === 0) return -1
    const place = this.#placeOf(node - 1, feed)
    // A tree beyond the nodes has no inner ones: the origin feeds all in it.
    if (place === 0 || this.#inner(feed) === 0) return 0
    // The inner nodes of a tree are its first: the n-th of them is every trees-th of all.
    const parent = Math.min(Math.floor((place - 1) / this.feeds), this.#inner(feed) - 1)
    return parent * this.feeds + feed + 1
  }

  flows(feed: number, piece: number, down: boolean): boolean {
    return down && piece % this.feeds === feed
  }

  /** How many are inner nodes of this tree. */
  #inner(tree: number): number {
    return Math.ceil((this.#others - tree) / this.feeds)
  }

  /** Where in a tree one stands, level by level: its inner nodes first, then all others. */
  #placeOf(other: number, tree: number): number {
    const row = Math.floor(other / this.feeds)
    const own = other % this.feeds
    if (own === tree) return row
    // Before it among the others: all before it, but for the inner nodes.
    const innerBefore = row + (own > tree ? 1 : 0)
    return this.#inner(tree) + other - innerBefore
  }
}
