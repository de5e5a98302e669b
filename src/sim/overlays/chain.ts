import type { Shape } from './shape.js'

/**
 * A chain: each node feeds the next, piece by piece. With N receivers, C pieces and equal links,
 * the last node finishes after (N + C - 1)/C file-times (Biersack, Rodriguez, Felber 2004).
 */
export class Chain implements Shape {
  readonly feeds = 1

  parent(node: number): number {
    return node - 1
  }

  flows(_feed: number, _piece: number, down: boolean): boolean {
    return down
  }
}
