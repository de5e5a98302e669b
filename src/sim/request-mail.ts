import { type Endpoints, REQUEST_HEAD, REQUEST_TAIL } from './endpoints.js'

const NONE = -1

/**
 * Requests on their way, a queue an endpoint. A request needs no event of its own: it is heard
 * when the uplink that it is for next looks for work, if it has arrived by then; a busy uplink
 * could not have served it sooner, and an idle one is woken at its arrival.
 */
export class RequestMail {
  readonly #endpoints: Endpoints
  /** Each cell: the block's number in the torrent, the next cell. */
  #cells = new Int32Array(0)
  #at = new Float64Array(0)
  #free = NONE

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints
  }

  /** Sends a request for block number `block` to endpoint `to`, to be heard at `at`. */
  send(to: number, at: number, block: number): void {
    if (this.#free === NONE) this.#grow()
    const cell = this.#free
    const { ints } = this.#endpoints
    this.#free = this.#cells[cell * 2 + 1]
    this.#cells[cell * 2] = block
    this.#cells[cell * 2 + 1] = NONE
    this.#at[cell] = at
    if (ints[to * 8 + REQUEST_HEAD] === NONE) ints[to * 8 + REQUEST_HEAD] = cell
    else this.#cells[ints[to * 8 + REQUEST_TAIL] * 2 + 1] = cell
    ints[to * 8 + REQUEST_TAIL] = cell
  }

  /** When the first request to the endpoint is heard; Infinity if none is on its way. */
  nextAt(to: number): number {
    const cell = this.#endpoints.ints[to * 8 + REQUEST_HEAD]
    return cell === NONE ? Number.POSITIVE_INFINITY : this.#at[cell]
  }

  /** Takes out the first request to the endpoint and returns its block. */
  take(to: number): number {
    const { ints } = this.#endpoints
    const cell = ints[to * 8 + REQUEST_HEAD]
    ints[to * 8 + REQUEST_HEAD] = this.#cells[cell * 2 + 1]
    this.#cells[cell * 2 + 1] = this.#free
    this.#free = cell
    return this.#cells[cell * 2]
  }

  /** Forgets all that is on its way to the endpoint. */
  clear(to: number): void {
    while (this.#endpoints.ints[to * 8 + REQUEST_HEAD] !== NONE) this.take(to)
  }

  #grow(): void {
    const old = this.#at.length
    const cells = new Int32Array(Math.max(2048, old * 4))
    cells.set(this.#cells)
    this.#cells = cells
    const at = new Float64Array(cells.length / 2)
    at.set(this.#at)
    this.#at = at
    for (let cell = at.length - 1; cell >= old; cell--) {
      cells[cell * 2 + 1] = this.#free
      this.#free = cell
    }
  }
}
