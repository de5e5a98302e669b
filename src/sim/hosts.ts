/** Where a host's numbers stand in its line of `Hosts.reals`. */
export const UP = 0
export const DOWN = 1
/** The instant at which all that the uplink was given is sent, and the same of the downlink. */
export const UP_FREE = 2
export const DOWN_FREE = 3
/** The instant at which the block under way is sent. */
export const DONE_AT = 4
/** Bytes that may still be sent; bytes sent that were no block payload. */
export const CAP = 5
export const CONTROL = 6

/** Where a host's whole numbers stand in its line of `Hosts.ints`. */
export const BASE = 0
/** The endpoint whose block is under way, or -1, and that block. */
export const SENDING = 1
export const SENDING_BLOCK = 2
/** The round of endpoints that have something to send: first, last, how many. */
export const RING_HEAD = 3
export const RING_TAIL = 4
export const RING_COUNT = 5
/** 1 = on the net. */
export const ONLINE = 6
/** `have`s in the inbox. */
export const INBOX = 7

/**
 * The hosts of the simulated world: a line of 8 numbers each, so that what one event touches of a
 * host lies in one cache line.
 */
export class Hosts {
  readonly count: number
  readonly reals: Float64Array
  readonly ints: Int32Array
  readonly latencySeconds: Float64Array
  /** 1 = can be dialled. */
  readonly reachable: Uint8Array

  constructor(count: number) {
    this.count = count
    this.reals = new Float64Array(count * 8)
    this.ints = new Int32Array(count * 8)
    this.latencySeconds = new Float64Array(count)
    this.reachable = new Uint8Array(count)
    for (let host = 0; host < count; host++) {
      this.ints[host * 8 + SENDING] = -1
      this.ints[host * 8 + RING_HEAD] = -1
      this.ints[host * 8 + RING_TAIL] = -1
    }
  }
}
