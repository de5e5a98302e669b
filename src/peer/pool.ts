/** No record. */
export const NONE = -1

/**
 * Records of equal length, `stride` whole numbers each, taken and given back; the last one given
 * back is the first one taken, so that it is still in the cache. The last number of a free record
 * leads to the next free one. `words` is another array after a `take` that had to grow.
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

  /** Takes a record: the index of its first word. Its content is what was left there. */
  take(): number {
    if (this.#free === NONE) this.#grow((this.words.length / this.stride) * 2)
    const at = this.#free
    this.#free = this.words[at + this.stride - 1]
    return at
  }

  /** Gives a record back. */
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
