import {
  LINK_STRIDE,
  type PeerColumns,
  UPLOAD_COUNT,
  UPLOAD_HEAD,
  UPLOAD_TAIL,
} from './peer-columns.js'
import { NONE, Pool } from './pool.js'

/** In a request's record, after piece, begin and length: the link's next request, or NONE. */
const NEXT = 3

/**
 * Neighbours' requests that wait to be served: a queue for each link, all in one pool. A transport
 * pulls them one by one, so that `choke` and `cancel` still affect all that wait.
 */
export class Uploads {
  /** The piece of the request that `pull` removed last; then its begin and length, bytes. */
  piece = 0
  begin = 0
  length = 0
  readonly #links: Int32Array
  readonly #pool = new Pool(4)

  constructor(columns: PeerColumns) {
    this.#links = columns.links
    for (let link = 0; link < columns.linkCount; link++) {
      this.#links[link * LINK_STRIDE + UPLOAD_HEAD] = NONE
      this.#links[link * LINK_STRIDE + UPLOAD_TAIL] = NONE
    }
  }

  /** Returns how many requests of the link wait. */
  waiting(link: number): number {
    return this.#links[link * LINK_STRIDE + UPLOAD_COUNT]
  }

  /** Appends a request to the link's queue. */
  push(link: number, piece: number, begin: number, length: number): void {
    const cell = this.#pool.take()
    const { words } = this.#pool
    const links = this.#links
    words[cell] = piece
    words[cell + 1] = begin
    words[cell + 2] = length
    words[cell + NEXT] = NONE
    const at = link * LINK_STRIDE
    if (links[at + UPLOAD_HEAD] === NONE) links[at + UPLOAD_HEAD] = cell
    else words[links[at + UPLOAD_TAIL] + NEXT] = cell
    links[at + UPLOAD_TAIL] = cell
    links[at + UPLOAD_COUNT]++
  }

  /** Moves the link's oldest request into `piece`, `begin` and `length`; false if there is none. */
  pull(link: number): boolean {
    const links = this.#links
    const at = link * LINK_STRIDE
    const cell = links[at + UPLOAD_HEAD]
    if (cell === NONE) return false
    const { words } = this.#pool
    this.piece = words[cell]
    this.begin = words[cell + 1]
    this.length = words[cell + 2]
    links[at + UPLOAD_HEAD] = words[cell + NEXT]
    links[at + UPLOAD_COUNT]--
    this.#pool.give(cell)
    return true
  }

  /** Removes a request; does nothing if the block was sent already. */
  cancel(link: number, piece: number, begin: number): void {
    const { words } = this.#pool
    const links = this.#links
    const at = link * LINK_STRIDE
    let before = NONE
    for (
      let cell = links[at + UPLOAD_HEAD];
      cell !== NONE;
      before = cell, cell = words[cell + NEXT]
    ) {
      if (words[cell] !== piece || words[cell + 1] !== begin) continue
      const next = words[cell + NEXT]
      if (before === NONE) links[at + UPLOAD_HEAD] = next
      else words[before + NEXT] = next
      if (next === NONE) links[at + UPLOAD_TAIL] = before
      links[at + UPLOAD_COUNT]--
      this.#pool.give(cell)
      return
    }
  }

  /** Calls `visit` for each waiting request of the link, oldest first. */
  each(link: number, visit: (piece: number, begin: number, length: number) => void): void {
    const { words } = this.#pool
    let cell = this.#links[link * LINK_STRIDE + UPLOAD_HEAD]
    for (; cell !== NONE; cell = words[cell + NEXT]) {
      visit(words[cell], words[cell + 1], words[cell + 2])
    }
  }

  /** Discards all requests of the link. */
  clear(link: number): void {
    while (this.pull(link));
  }
}
