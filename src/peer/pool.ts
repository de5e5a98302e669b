/** Stands for no record. */
export const NONE = -1

/**
 * A pool of records, each `stride` whole numbers long. The record freed last is taken first, while
 * it is still in the cache. The last number of a free record is the index of the next free one. A
 * `take` that grows the pool replaces the array `words`.
 */
export class Pool {
  words: Int32Array
  readonly stride: number
  #free = NONE

  constructor(stride: number, records = 64) {
    this.stride = stride
    this.words = new Int32Array(0)
    this.#grow(records)
  }

  /** Takes a record and returns the index of its first word. Its old content is not cleared. */
  take(): number {
    if (this.#free === NONE) this.#grow((this.words.length / this.stride) * 2)
    const at = this.#free
    this.#free = this.words[at + this.stride - 1]
    return at
  }

  /** Frees a record. */
  give(at: number): void {
    this.words[at + this.stride - 1] = this.#free
    this.#free = at
  }

  #grow(records: number): void {
    const old = this.words.length
    const words = new Int32Array(records * this.stride)
    words.set(this.words)
    this.words = words
    for (let at = words.length - this.stride; at >= old; at -= this.stride) this.give(at)
  }
}
