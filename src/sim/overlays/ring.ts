import type { Shape } from './shape.js'

/**
 * A ring: a chain whose last node is linked with the first. In one direction it carries pieces as a
 * chain does. In both directions a node has two parents, and pieces meet halfway round.
 */
export class Ring implements Shape {
  readonly feeds: number
  readonly #count: number

  constructor(count: number, bothWays: boolean) {
    this.feeds = bothWays ? 2 : 1
    this.#count = count
  }

  parent(node: number, feed: number): number {
    const step = feed === 0 ? this.#count - 1 : 1
    return (node + step) % this.#count
  }

  flows(_feed: number, _piece: number, down: boolean): boolean {
    return down
  }
}
