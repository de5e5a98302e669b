import type { Random } from '../../base/random.js'
import { Mesh } from './mesh.js'
import type { Shape } from './shape.js'

/** A peer-assisted server: the origin feeds every node, and the other nodes form a mesh. */
export class Assisted implements Shape {
  readonly feeds: number
  readonly #others: Mesh

  constructor(count: number, links: number, random: Random) {
    this.feeds = 1 + links
    this.#others = new Mesh(count - 1, links, random)
  }

  parent(node: number, feed: number): number {
    if (node === 0) return -1
    if (feed === 0) return 0
    const other = this.#others.parent(node - 1, feed - 1)
    return other < 0 ? -1 : other + 1
  }

  flows(feed: number, _piece: number, down: boolean): boolean {
    return down || feed > 0
  }
}
