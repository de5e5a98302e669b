import { type EventPool, REAL_STRIDE, SEQUENCE } from './event-pool.js'

/** A heap of arity 4: events of a pool by time, and at equal times in order of scheduling. */
export class EventHeap {
  size = 0
  readonly #pool: EventPool
  #times = new Float64Array(16)
  #slots = new Int32Array(16)

  constructor(pool: EventPool) {
    this.#pool = pool
    this.#times[0] = Number.POSITIVE_INFINITY
  }

  /** The time of the first event; Infinity if there is none. */
  get first(): number {
    return this.#times[0]
  }

  /** Adds the event at `slot`. */
  push(time: number, slot: number): void {
    if (this.size === this.#times.length) this.#grow()
    const times = this.#times
    const slots = this.#slots
    let i = this.size++
    while (i > 0) {
      const parent = (i - 1) >> 2
      const before = times[parent]
      if (before < time || (before === time && this.#earlier(slots[parent], slot))) break
      times[i] = before
      slots[i] = slots[parent]
      i = parent
    }
    times[i] = time
    slots[i] = slot
  }

  /** Removes the first event, which must exist, and returns its slot. */
  pop(): number {
    const first = this.#slots[0]
    const last = --this.size
    if (last > 0) this.#sink(this.#times[last], this.#slots[last])
    else this.#times[0] = Number.POSITIVE_INFINITY
    return first
  }

  /** Inserts an event at the root. */
  #sink(time: number, slot: number): void {
    const times = this.#times
    const slots = this.#slots
    const size = this.size
    let i = 0
    for (;;) {
      const first = (i << 2) + 1
      if (first >= size) break
      const last = Math.min(first + 4, size)
      let best = first
      let bestTime = times[first]
      for (let child = first + 1; child < last; child++) {
        const t = times[child]
        if (t < bestTime || (t === bestTime && this.#earlier(slots[child], slots[best]))) {
          best = child
          bestTime = t
        }
      }
      if (time < bestTime || (time === bestTime && this.#earlier(slot, slots[best]))) break
      times[i] = bestTime
      slots[i] = slots[best]
      i = best
    }
    times[i] = time
    slots[i] = slot
  }

  #earlier(a: number, b: number): boolean {
    const { reals } = this.#pool
    return reals[a * REAL_STRIDE + SEQUENCE] < reals[b * REAL_STRIDE + SEQUENCE]
  }

  #grow(): void {
    const times = new Float64Array(this.size * 2)
    const slots = new Int32Array(this.size * 2)
    times.set(this.#times)
    slots.set(this.#slots)
    this.#times = times
    this.#slots = slots
  }
}
