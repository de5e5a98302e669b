import { LINK_STRIDE, TRANSPORT } from '../peer/peer-columns.js'

/**
 * An endpoint is one end of a connection: its peer's link, by the same number. These are the
 * network's own numbers in the link's line of the peers' columns.
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
export const QUEUED_REQUESTS = TRANSPORT + 5
/** The endpoint at the other end, -1 for none: as in `Endpoints.other`. */
export const OTHER = TRANSPORT + 6
/** The host at the other end: as in `Endpoints.address`. */
export const ADDRESS = TRANSPORT + 7
/** Blocks that have come in and are not yet through the downlink. */
export const PENDING = TRANSPORT + 8

/** It has nothing to send. */
export const RING_IDLE = 0
/** It waits for its turn. */
export const RING_IN = 1
/** It has something to send, but its window is full. */
export const RING_BLOCKED = 2

/**
 * Who is connected to whom. It is kept twice: in columns, which telling all neighbours of a piece
 * goes through, and in the links, where one event finds it beside what else it needs.
 */
export class Endpoints {
  readonly count: number
  /** The endpoint at the other end, -1 for none. */
  readonly other: Int32Array
  /** The host at the other end; it stays known when the other end is gone. */
  readonly address: Int32Array
  /** The links' links of the peers' columns. */
  readonly #links: Int32Array

  /** The ends of the links that these links belong to; nobody is connected. */
  constructor(links: Int32Array) {
    this.count = links.length / LINK_STRIDE
    this.other = new Int32Array(this.count).fill(-1)
    this.address = new Int32Array(this.count)
    this.#links = links
    for (let e = 0; e < this.count; e++) links[e * LINK_STRIDE + OTHER] = -1
  }

  /** Endpoint `e` is connected to endpoint `other` of a host. */
  connect(e: number, other: number, host: number): void {
    this.other[e] = other
    this.address[e] = host
    this.#links[e * LINK_STRIDE + OTHER] = other
    this.#links[e * LINK_STRIDE + ADDRESS] = host
  }

  /** Endpoint `e` is connected to nobody any more. */
  disconnect(e: number): void {
    this.other[e] = -1
    this.#links[e * LINK_STRIDE + OTHER] = -1
  }
}
