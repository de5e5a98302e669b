import type { Shape } from './shape.js'

/**
 * A tree: each node feeds `degree` others, level by level. With C pieces, equal links and depth D,
 * the last node finishes after degree (C + D - 1)/C file-times (Biersack, Rodriguez, Felber 2004).
 */
export class Tree implements Shape {
  readonly feeds = 1
  readonly #degree: number

  constructor(degree: number) {
    this.#degree = degree
  }

  parent(node: number): number {
    return node === 0 ? -1 : Math.floor((node - 1) / this.#degree)
  }

  flows(_feed: number, _piece: number, down: boolean): boolean {
    return down
  }
}
