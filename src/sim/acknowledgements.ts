import { LINK_STRIDE } from '../peer/peer-columns.js'
import { NONE, Pool } from '../peer/pool.js'
import { ACKNOWLEDGEMENTS } from './endpoints.js'

/** Integers in a record, which acknowledges one block. */
const RECORD_WORDS = 3
/** In a record: the acknowledged bytes on the wire. */
const BYTES = 0
/** In a record: the endpoint's next record; the first one follows the last. */
const NEXT = 1

/**
 * Acknowledgements on their way back to the endpoint that sent the blocks, oldest first. They need
 * no events: whoever looks at a window takes those that have arrived by then.
 */
export class Acknowledgements {
  /** The rows of all links in the peers' columns. */
  readonly #links: Int32Array
  readonly #pool = new Pool(RECORD_WORDS)
  /** For each record: when it arrives, seconds. */
  #arrivesAt = new Float64Array(0)

  constructor(links: Int32Array) {
    this.#links = links
    for (let at = 0; at < links.length; at += LINK_STRIDE) links[at + ACKNOWLEDGEMENTS] = NONE
  }

  /** Adds one that arrives at endpoint `e` at time `at`, which is after all earlier ones. */
  push(e: number, at: number, wireBytes: number): void {
    const record = this.#pool.take()
    const { words } = this.#pool
    if (words.length / RECORD_WORDS > this.#arrivesAt.length) this.#grow()
    const last = this.#links[e * LINK_STRIDE + ACKNOWLEDGEMENTS]
    words[record + BYTES] = wireBytes
    words[record + NEXT] = last === NONE ? record : words[last + NEXT]
    if (last !== NONE) words[last + NEXT] = record
    this.#links[e * LINK_STRIDE + ACKNOWLEDGEMENTS] = record
    this.#arrivesAt[record / RECORD_WORDS] = at
  }

  /** Returns when the oldest one arrives; Infinity if there is none. */
  next(e: number): number {
    const last = this.#links[e * LINK_STRIDE + ACKNOWLEDGEMENTS]
    if (last === NONE) return Number.POSITIVE_INFINITY
    return this.#arrivesAt[this.#pool.words[last + NEXT] / RECORD_WORDS]
  }

  /** Removes the oldest one, and returns its bytes. */
  take(e: number): number {
    const { words } = this.#pool
    const last = this.#links[e * LINK_STRIDE + ACKNOWLEDGEMENTS]
    const first = words[last + NEXT]
    const bytes = words[first + BYTES]
    if (first === last) this.#links[e * LINK_STRIDE + ACKNOWLEDGEMENTS] = NONE
    else words[last + NEXT] = words[first + NEXT]
    this.#pool.give(first)
    return bytes
  }

  /** Drops those of an endpoint whose connection ended. */
  drop(e: number): void {
    while (this.next(e) < Number.POSITIVE_INFINITY) this.take(e)
  }

  #grow(): void {
    const arrivesAt = new Float64Array(this.#pool.words.length / RECORD_WORDS)
    arrivesAt.set(this.#arrivesAt)
    this.#arrivesAt = arrivesAt
  }
}
