/**
 * Defines which node feeds which, among nodes 0 (the origin) to `count` - 1. A shape knows only
 * node numbers. It does not know which host is at a node, whether that is online, or how losses are
 * handled.
 */
export interface Shape {
  /** Number of feeds per node; each comes from one parent. */
  readonly feeds: number
  /** Returns the parent of `node` on a feed; -1 for none. */
  parent(node: number, feed: number): number
  /** Whether a piece flows along a feed: from the parent (`down`), or back from the child. */
  flows(feed: number, piece: number, down: boolean): boolean
}
