import type { Random } from '../../base/random.js'
import type { Shape } from './shape.js'

/** So many times `links` come later and are linked with a node, at most: nobody is a hub. */
const MOST_LATER = 2

/**
 * A mesh: each node is linked with `links` of those before it, drawn at random among those that
 * have room, and pieces flood it: both ends of a link tell each other of all that they have, and
 * nobody is choked. Without a bound the first would be linked with `links` times ln(N/links) that
 * come later, and so would divide its uplink among all of these.
 */
export class Mesh implements Shape {
  readonly feeds: number
  readonly #parents: Int32Array

  constructor(count: number, links: number, random: Random) {
    this.feeds = links
    this.#parents = new Int32Array(count * links).fill(-1)
    const later = new Int32Array(count)
    const drawn = new Set<number>()
    for (let node = 1; node < count; node++) {
      drawn.clear()
      while (drawn.size < Math.min(links, node)) {
        const other = node <= links ? drawn.size : random.below(node)
        if (drawn.has(other) || later[other] === MOST_LATER * links) continue
        later[other]++
        this.#parents[node * links + drawn.size] = other
        drawn.add(other)
      }
    }
  }

  parent(node: number, feed: number): number {
    return this.#parents[node * this.feeds + feed]
  }

  flows(): boolean {
    return true
  }
}
