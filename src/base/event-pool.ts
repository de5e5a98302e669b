/** Where an event stands in `EventPool.reals`, in lines of 4: its instant in seconds. */
export const TIME = 0
/** How many events were scheduled before it. */
export const SEQUENCE = 1

/** Where an event stands in `EventPool.words`, in lines of 8 (4 are its reals): its kind. */
export const WHAT = 4
/** Its two arguments. */
export const A = 5
/** The second argument. */
export const B = 6
/** The event behind it in its chain, -1 for none. */
export const NEXT = 7

/** Room for events: 32 bytes each under two views, so that an event touches one cache line. */
export class EventPool {
  reals: Float64Array
  words: Int32Array
  /** The chain of places given back, and the first place that was never taken. */
  #free = -1
  #fresh = 0

  constructor(capacity: number) {
    this.reals = new Float64Array(capacity * 4)
    this.words = new Int32Array(this.reals.buffer)
  }

  /** Takes an event's place. */
  take(): number {
    const slot = this.#free
    if (slot < 0) return this.#takeFresh()
    this.#free = this.words[slot * 8 + NEXT]
    return slot
  }

  /** Gives a place back: it is the next to be taken, while it is still in the cache. */
  give(slot: number): void {
    this.words[slot * 8 + NEXT] = this.#free
    this.#free = slot
  }

  /** Memory that was never touched is not resident: only what is needed is taken of it. */
  #takeFresh(): number {
    const old = this.reals
    if (this.#fresh * 4 === old.length) {
      this.reals = new Float64Array(old.length * 2)
      this.reals.set(old)
      this.words = new Int32Array(this.reals.buffer)
    }
    return this.#fresh++
  }
}
