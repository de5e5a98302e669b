import type { Shape } from './shape.js'

/**
 * A chain: each node is fed by the one before it, piece by piece. With N takers, C pieces and equal
 * links the last is done after (N + C - 1)/C file-times (Biersack, Rodriguez, Felber 2004).
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
