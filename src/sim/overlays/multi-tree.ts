import type { Shape } from './shape.js'

/**
 * Several trees over the same nodes: piece p goes down tree p % trees. Every node except the origin
 * has children in only one tree, as many as there are trees, so that all uplinks are used
 * (SplitStream: Castro et al. 2003). The origin feeds the root of each.
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
    // With fewer nodes than trees, some have no inner node: the origin feeds every node in these.
    if (place === 0 || this.#inner(feed) === 0) return 0
    // Inner nodes come first in a tree; they are every `trees`-th node of all.
    const parent = Math.min(Math.floor((place - 1) / this.feeds), this.#inner(feed) - 1)
    return parent * this.feeds + feed + 1
  }

  flows(feed: number, piece: number, down: boolean): boolean {
    return down && piece % this.feeds === feed
  }

  /** Returns the number of inner nodes of a tree. */
  #inner(tree: number): number {
    return Math.ceil((this.#others - tree) / this.feeds)
  }

  /** Returns the place of a node in a tree, level by level: inner nodes first, then leaves. */
  #placeOf(other: number, tree: number): number {
    const row = Math.floor(other / this.feeds)
    const own = other % this.feeds
    if (own === tree) return row
    // The leaves before it are all nodes before it except the inner ones.
    const innerBefore = row + (own > tree ? 1 : 0)
    return this.#inner(tree) + other - innerBefore
  }
}
