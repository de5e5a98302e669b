/** Where an endpoint's whole numbers stand in its line of `Endpoints.ints`. */
export const HOST = 0
/** Counts the connections that the endpoint has had, so that late events know theirs is over. */
export const GENERATION = 1
/** The next endpoint in the uplink's round, and how this one stands to it. */
export const RING_NEXT = 2
export const RING_STATE = 3
/** Requests on their way to this endpoint: first and last. */
export const REQUEST_HEAD = 4
export const REQUEST_TAIL = 5

/** Where its real numbers stand in its line of `Endpoints.reals`. */
/** What has come in waits for the downlink until this instant. */
export const QUEUED_UNTIL = 0
/** Bytes sent from here that are not yet through the other's downlink. */
export const IN_FLIGHT = 1

/** How an endpoint stands to its host's uplink. */
export const RING_IDLE = 0
export const RING_IN = 1
/** Its window is full. */
export const RING_BLOCKED = 2

/**
 * The ends of the connections: an endpoint is its peer's link, by the same number, so that a host's
 * endpoints lie side by side. A line of 8 whole and 2 real numbers each, and apart from them what
 * telling all neighbours of a piece goes through.
 */
export class Endpoints {
  readonly count: number
  readonly ints: Int32Array
  readonly reals: Float64Array
  /** The endpoint at the other end, -1 for none. */
  readonly other: Int32Array
  /** The host at the other end; it stays known when the other end is gone. */
  readonly address: Int32Array

  constructor(count: number) {
    this.count = count
    this.ints = new Int32Array(count * 8)
    this.reals = new Float64Array(count * 2)
    this.other = new Int32Array(count).fill(-1)
    this.address = new Int32Array(count)
    for (let e = 0; e < count; e++) {
      this.ints[e * 8 + REQUEST_HEAD] = -1
      this.ints[e * 8 + REQUEST_TAIL] = -1
    }
  }
}
