/**
 * A shape: who feeds whom among the nodes 0, the origin, to `count` - 1. A shape knows numbers
 * alone; who is at a node, who is there, and what becomes of those that are lost is not its affair.
 */
export interface Shape {
  /** By how many givers a node is fed at a time. */
  readonly feeds: number
  /** The node that is the giver of `node` by this feed; -1 for none. */
  parent(node: number, feed: number): number
  /** Whether a piece goes along a feed: from the giver (`down`), or back from the taker. */
  flows(feed: number, piece: number, down: boolean): boolean
}
