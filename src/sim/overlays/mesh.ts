import type { Random } from '../../base/random.js'
import type { Shape } from './shape.js'

/** A node accepts at most this many times `links` later nodes, so that none becomes a hub. */
const MAX_LATER = 2

/**
 * A mesh: each node links to `links` earlier nodes, drawn at random from those that have room.
 * Pieces flood the mesh: both ends of a link announce all their pieces, and nobody is choked.
 * Without a bound on later nodes, the first node would get `links` times ln(N/links) of them. It
 * would divide its uplink among all of these.
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
        if (drawn.has(other) || later[other] === MAX_LATER * links) continue
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
