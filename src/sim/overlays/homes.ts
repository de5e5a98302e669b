import { KeySpace } from './key-space.js'
import type { Shape } from './shape.js'

/**
 * A consistent-hashing ring whose nodes all know each other. The origin sends each piece only to
 * its homes, and every home sends its pieces to all other nodes. Every home is a parent of each
 * node.
 */
export class Homes implements Shape {
  readonly feeds: number
  /** The homes of each piece, and the list of all homes: one feed per home. */
  readonly #homesOf: readonly (readonly number[])[]
  readonly #homes: readonly number[]

  constructor(count: number, pieces: number, replicas: number) {
    const keys = new KeySpace(count, pieces, replicas)
    for (let node = 1; node < count; node++) keys.join(node)
    this.#homesOf = Array.from({ length: pieces }, (_, piece) => keys.homes(piece))
    this.#homes = [...new Set(this.#homesOf.flat())]
    this.feeds = this.#homes.length
  }

  parent(node: number, feed: number): number {
    if (node === 0) return -1
    return this.#homes[feed] === node ? 0 : this.#homes[feed]
  }

  flows(feed: number, piece: number, down: boolean): boolean {
    return down && this.#homesOf[piece].includes(this.#homes[feed])
  }
}
