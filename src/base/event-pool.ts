/** Real numbers in an event's record, seen through `EventPool.reals`. */
export const REAL_STRIDE = 4
/** Whole numbers in the same record, through `EventPool.words`; its reals take the first four. */
export const WORD_STRIDE = 8

/** In an event's reals: its time in seconds. */
export const TIME = 0
/** In its reals: how many events were scheduled before it. */
export const SEQUENCE = 1

/** In an event's words: its kind. */
export const WHAT = 4
/** In its words: the first argument. */
export const A = 5
/** In its words: the second argument. */
export const B = 6
/** In its words: the next event of its chain, or -1. */
export const NEXT = 7

/** A pool of events, 32 bytes each under two views, so that an event touches one cache line. */
export class EventPool {
  reals: Float64Array
  words: Int32Array
  /** The chain of free slots, and the first slot that was never used. */
  #free = -1
  #unused = 0

  constructor(capacity: number) {
    this.reals = new Float64Array(capacity * REAL_STRIDE)
    this.words = new Int32Array(this.reals.buffer)
  }

  /** Takes a slot for an event. */
  take(): number {
    const slot = this.#free
    if (slot < 0) return this.#takeUnused()
    this.#free = this.words[slot * WORD_STRIDE + NEXT]
    return slot
  }

  /** Frees a slot. It is the next to be taken, while it is still in the cache. */
  give(slot: number): void {
    this.words[slot * WORD_STRIDE + NEXT] = this.#free
    this.#free = slot
  }

  /** Takes a slot that was never used: memory that is never touched never becomes resident. */
  #takeUnused(): number {
    const old = this.reals
    if (this.#unused * REAL_STRIDE === old.length) {
      this.reals = new Float64Array(old.length * 2)
      this.reals.set(old)
      this.words = new Int32Array(this.reals.buffer)
    }
    return this.#unused++
  }
}
