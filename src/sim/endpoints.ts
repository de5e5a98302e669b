import { LINK_STRIDE, TRANSPORT } from '../peer/peer-columns.js'

/**
 * In a link's row: the host of the endpoint. An endpoint is one end of a connection and has the
 * number of its peer's link; these are the network's own numbers in that link's row.
 */
export const HOST = TRANSPORT
/** In a link's row: how many connections the endpoint has had, which tells late events apart. */
export const GENERATION = TRANSPORT + 1
/** In a link's row: the next endpoint in the uplink's round. */
export const RING_NEXT = TRANSPORT + 2
/** In a link's row: `RING_IDLE`, `RING_IN` or `RING_BLOCKED`. */
export const RING_STATE = TRANSPORT + 3
/** In a link's row: bytes sent from here that are not known to be acknowledged. */
export const IN_FLIGHT = TRANSPORT + 4
/** In a link's row: requests and cancels that are on their way to this endpoint as events. */
export const QUEUED_REQUESTS = TRANSPORT + 5
/** In a link's row: the endpoint at the other end, or a number below 0 as in `Endpoints.other`. */
export const OTHER = TRANSPORT + 6
/** In a link's row: the host at the other end, as in `Endpoints.address`. */
export const ADDRESS = TRANSPORT + 7
/** In a link's row: blocks that have arrived and are not yet through the downlink. */
export const PENDING = TRANSPORT + 8
/** In a link's row: the last record of `Acknowledgements` on its way here, or -1. */
export const ACKNOWLEDGEMENTS = TRANSPORT + 9

/** In place of the endpoint at the other end: there is no connection. */
export const UNCONNECTED = -1
/**
 * In place of the endpoint at the other end: it is gone, and this end has not noticed yet. What is
 * sent there takes its time on the uplink and is lost.
 */
export const LOST = -2

/** The endpoint has nothing to send. */
export const RING_IDLE = 0
/** The endpoint waits for its turn. */
export const RING_IN = 1
/** The endpoint has something to send, but its window is full. */
export const RING_BLOCKED = 2

/**
 * Which endpoints are connected, kept twice. Columns serve to announce a piece to all neighbours.
 * The links' rows hold it next to the other numbers that an event of one link reads.
 */
export class Endpoints {
  readonly count: number
  /** The endpoint at the other end, `UNCONNECTED` or `LOST`. */
  readonly other: Int32Array
  /** The host at the other end; it stays known when the other end is gone. */
  readonly address: Int32Array
  /** The rows of all links in the peers' columns. */
  readonly #links: Int32Array

  /** Makes an unconnected endpoint for each of these links' rows. */
  constructor(links: Int32Array) {
    this.count = links.length / LINK_STRIDE
    this.other = new Int32Array(this.count).fill(UNCONNECTED)
    this.address = new Int32Array(this.count)
    this.#links = links
    for (let e = 0; e < this.count; e++) links[e * LINK_STRIDE + OTHER] = UNCONNECTED
  }

  /** Notes that endpoint `e` is connected to endpoint `other` of a host. */
  connect(e: number, other: number, host: number): void {
    this.other[e] = other
    this.address[e] = host
    this.#links[e * LINK_STRIDE + OTHER] = other
    this.#links[e * LINK_STRIDE + ADDRESS] = host
  }

  /** Notes that endpoint `e` is no longer connected. */
  disconnect(e: number): void {
    this.other[e] = UNCONNECTED
    this.#links[e * LINK_STRIDE + OTHER] = UNCONNECTED
  }

  /** Notes that the other end is gone, which endpoint `e` does not know yet. */
  lose(e: number): void {
    this.other[e] = LOST
    this.#links[e * LINK_STRIDE + OTHER] = LOST
  }
}
