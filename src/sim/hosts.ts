/** Numbers in a host's row of `Hosts.reals` and of `Hosts.ints`. */
export const HOST_STRIDE = 8

/** In a host's row of `Hosts.reals`: the uplink's capacity, bytes/s. */
export const UP = 0
/** The downlink's capacity, bytes/s. */
export const DOWN = 1
/** The instant at which all that the uplink was given is sent. */
export const UP_FREE = 2
/** The instant at which all that the downlink was given is through. */
export const DOWN_FREE = 3
/** The instant at which the block under way is sent. */
export const DONE_AT = 4
/** Bytes that may still be sent. */
export const CAP = 5
/** Bytes sent that were no block payload. */
export const CONTROL = 6

/** In a host's line of `Hosts.ints`: its first endpoint. */
export const BASE = 0
/** The endpoint whose block is under way, or -1. */
export const SENDING = 1
/** That block. */
export const SENDING_BLOCK = 2
/** The first endpoint in the round of those that have something to send. */
export const RING_HEAD = 3
/** The last one. */
export const RING_TAIL = 4
/** How many there are. */
export const RING_COUNT = 5
/** 1 = on the net. */
export const ONLINE = 6

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
    this.reals = new Float64Array(count * HOST_STRIDE)
    this.ints = new Int32Array(count * HOST_STRIDE)
    this.latencySeconds = new Float64Array(count)
    this.reachable = new Uint8Array(count)
    for (let host = 0; host < count; host++) {
      this.ints[host * HOST_STRIDE + SENDING] = -1
      this.ints[host * HOST_STRIDE + RING_HEAD] = -1
      this.ints[host * HOST_STRIDE + RING_TAIL] = -1
    }
  }
}
