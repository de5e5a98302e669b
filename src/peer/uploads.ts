import type { Links } from './links.js'

const NONE = -1

/**
 * The blocks that neighbours asked of us and that are still to be sent: a queue a link, in one
 * pool. A transport pulls them one by one, so that choke and cancel bite on all that wait.
 */
export class Uploads {
  /** The request that `pull` took out last. */
  piece = 0
  begin = 0
  length = 0

  readonly #head: Int32Array
  readonly #tail: Int32Array
  readonly #waiting: Int32Array
  /** Each cell: piece, begin, length, next. */
  #pool: Int32Array
  #free = NONE

  constructor(links: Links) {
    this.#head = new Int32Array(links.capacity).fill(NONE)
    this.#tail = new Int32Array(links.capacity).fill(NONE)
    this.#waiting = new Int32Array(links.capacity)
    this.#pool = new Int32Array(0)
  }

  /** How many requests of the link wait. */
  waiting(link: number): number {
    return this.#waiting[link]
  }

  /** Appends a request to the link's queue. */
  push(link: number, piece: number, begin: number, length: number): void {
    if (this.#free === NONE) this.#grow()
    const cell = this.#free
    const pool = this.#pool
    this.#free = pool[cell + 3]
    pool[cell] = piece
    pool[cell + 1] = begin
    pool[cell + 2] = length
    pool[cell + 3] = NONE
    if (this.#head[link] === NONE) this.#head[link] = cell
    else pool[this.#tail[link] + 3] = cell
    this.#tail[link] = cell
    this.#waiting[link]++
  }

  /** Takes the link's oldest request into `piece`, `begin` and `length`; false if there is none. */
  pull(link: number): boolean {
    const cell = this.#head[link]
    if (cell === NONE) return false
    const pool = this.#pool
    this.piece = pool[cell]
    this.begin = pool[cell + 1]
    this.length = pool[cell + 2]
    this.#head[link] = pool[cell + 3]
    this.#recycle(cell)
    this.#waiting[link]--
    return true
  }

  /** Takes back a request; nothing happens if it was sent already. */
  cancel(link: number, piece: number, begin: number): void {
    const pool = this.#pool
    let before = NONE
    for (let cell = this.#head[link]; cell !== NONE; before = cell, cell = pool[cell + 3]) {
      if (pool[cell] !== piece || pool[cell + 1] !== begin) continue
      const next = pool[cell + 3]
      if (before === NONE) this.#head[link] = next
      else pool[before + 3] = next
      if (next === NONE) this.#tail[link] = before
      this.#recycle(cell)
      this.#waiting[link]--
      return
    }
  }

  /** Discards all that the link asked for. */
  clear(link: number): void {
    while (this.pull(link));
  }

  #recycle(cell: number): void {
    this.#pool[cell + 3] = this.#free
    this.#free = cell
  }

  #grow(): void {
    const old = this.#pool.length
    const pool = new Int32Array(Math.max(32, old * 2))
    pool.set(this.#pool)
    this.#pool = pool
    for (let cell = pool.length - 4; cell >= old; cell -= 4) this.#recycle(cell)
  }
}
