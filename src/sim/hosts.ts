/** Numbers in a host's row of `Hosts.reals` and of `Hosts.ints`. */
export const HOST_STRIDE = 8

/** In a host's row of `Hosts.reals`: the uplink's capacity, bytes/s. */
export const UP = 0
/** In `reals`: the downlink's capacity, bytes/s. */
export const DOWN = 1
/** In `reals`: when the uplink will have sent all that it was given, seconds. */
export const UP_FREE = 2
/** In `reals`: when the downlink will have passed all that it was given, seconds. */
export const DOWN_FREE = 3
/** In `reals`: when the block on the uplink will be sent, seconds. */
export const DONE_AT = 4
/** In `reals`: bytes that the host may still send. */
export const CAP = 5
/** In `reals`: bytes beyond the payload of blocks that were given to the uplink. */
export const CONTROL = 6
/** In `reals`: when the uplink will have sent all messages that it was given, seconds. */
export const MESSAGES_FREE = 7

/** In a host's row of `Hosts.ints`: its first endpoint. */
export const BASE = 0
/** In `ints`: the endpoint whose block is on the uplink, or -1. */
export const SENDING = 1
/** In `ints`: that block. */
export const SENDING_BLOCK = 2
/** In `ints`: the first endpoint in the round of those with something to send. */
export const RING_HEAD = 3
/** In `ints`: the last endpoint of the round. */
export const RING_TAIL = 4
/** In `ints`: how many endpoints the round has. */
export const RING_COUNT = 5
/** In `ints`: 1 = online. */
export const ONLINE = 6

/**
 * The hosts of the simulated network. Each has a row of `HOST_STRIDE` numbers, so that one event
 * touches few cache lines of a host.
 */
export class Hosts {
  readonly count: number
  readonly reals: Float64Array
  readonly ints: Int32Array
  readonly latencySeconds: Float64Array
  /** For each host: 1 = it can be dialled. */
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

  /** The longest latency of any host. */
  get longestLatencySeconds(): number {
    return this.latencySeconds.reduce((most, one) => Math.max(most, one), 0)
  }

  /** Returns the bytes that the uplink was given and has not sent by `now`. */
  unsentBytes(host: number, now: number): number {
    const at = host * HOST_STRIDE
    return bytesIn(this.reals[at + UP_FREE] - now, this.reals[at + UP])
  }

  /** Returns the block on the uplink, whose connection may have ended; -1 if none. */
  blockOnUplink(host: number): number {
    const at = host * HOST_STRIDE
    return this.ints[at + SENDING] === -1 ? -1 : this.ints[at + SENDING_BLOCK]
  }
}

/** Returns the bytes that a link carries in a time; an infinite rate leaves nothing to wait for. */
export function bytesIn(seconds: number, bytesPerSecond: number): number {
  return seconds > 0 ? seconds * bytesPerSecond : 0
}
