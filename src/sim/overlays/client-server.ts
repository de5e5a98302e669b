import type { Shape } from './shape.js'

/** Client and server: the origin feeds every node. The last of N clients finishes after N F/u. */
export class ClientServer implements Shape {
  readonly feeds = 1

  parent(node: number): number {
    return node === 0 ? -1 : 0
  }

  flows(_feed: number, _piece: number, down: boolean): boolean {
    return down
  }
}
