/** Where an endpoint's whole numbers stand in its line of `Endpoints.ints`. */
export const OTHER = 0
export const HOST = 1
/** Counts the connections that the endpoint has had, so that late events know theirs is over. */
export const GENERATION = 2
/** The host at the other end; it stays known when the other end is gone. */
export const ADDRESS = 3
/** The next endpoint in the uplink's round, and how this one stands to it. */
export const RING_NEXT = 4
export const RING_STATE = 5
/** Requests on their way to this endpoint: first and last. */
export const REQUEST_HEAD = 6
export const REQUEST_TAIL = 7

/** Where its real numbers stand in its line of `Endpoints.reals`. */
export const LATENCY = 0
/** Nothing said here is heard before this instant: words keep their order. */
export const CLEAR_AT = 1
/** What has come in waits for the downlink until this instant. */
export const QUEUED_UNTIL = 2
/** Bytes sent from here that are not yet through the other's downlink. */
export const IN_FLIGHT = 3

/** How an endpoint stands to its host's uplink. */
export const RING_IDLE = 0
export const RING_IN = 1
/** Its window is full. */
export const RING_BLOCKED = 2

/**
 * The ends of the connections: an endpoint is its peer's link, by the same number, so that a host's
 * endpoints lie side by side. A line of 8 whole and 4 real numbers each.
 */
export class Endpoints {
  readonly count: number
  readonly ints: Int32Array
  readonly reals: Float64Array

  constructor(count: number) {
    this.count = count
    this.ints = new Int32Array(count * 8)
    this.reals = new Float64Array(count * 4)
    for (let e = 0; e < count; e++) {
      this.ints[e * 8 + OTHER] = -1
      this.ints[e * 8 + REQUEST_HEAD] = -1
      this.ints[e * 8 + REQUEST_TAIL] = -1
    }
  }
}
