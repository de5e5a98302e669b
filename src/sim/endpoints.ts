import { TRANSPORT } from '../peer/memory.js'

/**
 * An endpoint is one end of a connection: its peer's link, by the same number. These are the
 * network's own numbers in the link's line of the peers' memory.
 */
export const HOST = TRANSPORT
/** Counts the connections that the endpoint has had, so that late events know theirs is over. */
export const GENERATION = TRANSPORT + 1
/** The next endpoint in the uplink's round. */
export const RING_NEXT = TRANSPORT + 2
/** How the endpoint stands to that round: one of the three below. */
export const RING_STATE = TRANSPORT + 3
/** Bytes sent from here that are not yet through the other's downlink. */
export const IN_FLIGHT = TRANSPORT + 4
/** Requests and cancels to this endpoint that are on their way as events. */
export const COMING = TRANSPORT + 5

/** It has nothing to send. */
export const RING_IDLE = 0
/** It waits for its turn. */
export const RING_IN = 1
/** It has something to send, but its window is full. */
export const RING_BLOCKED = 2

/** Who is connected to whom: what telling all neighbours of a piece goes through. */
export class Endpoints {
  readonly count: number
  /** The endpoint at the other end, -1 for none. */
  readonly other: Int32Array
  /** The host at the other end; it stays known when the other end is gone. */
  readonly address: Int32Array

  constructor(count: number) {
    this.count = count
    this.other = new Int32Array(count).fill(-1)
    this.address = new Int32Array(count)
  }
}
