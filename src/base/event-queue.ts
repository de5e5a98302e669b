import { assert } from './assert.js'

/**
 * Events in order of time; equal times in order of scheduling. A heap of arity 4 over typed
 * arrays. A popped root stays a hole until the next push fills it or the next pop closes it: an
 * event that schedules its successor costs one sift instead of two.
 */
export class EventQueue {
  /** Events waiting. */
  size = 0
  /** The event that `pop` took out last: its instant in seconds, its kind and two arguments. */
  time = 0
  what = 0
  a = 0
  b = 0

  #times: Float64Array
  #slots: Int32Array
  /** What a slot holds: kind, a, b and a spare word, so that an event is one quarter cache line. */
  #events: Int32Array
  #sequences: Float64Array
  #free: Int32Array
  #sequence = 0
  #hole = false

  constructor(capacity = 1024) {
    this.#times = new Float64Array(capacity)
    this.#slots = new Int32Array(capacity)
    this.#events = new Int32Array(capacity * 4)
    this.#sequences = new Float64Array(capacity)
    this.#free = Int32Array.from({ length: capacity }, (_, i) => i)
  }

  /** Adds an event at `time` seconds. */
  push(time: number, what: number, a: number, b: number): void {
    assert(time === time, 'an event needs an instant, found NaN')
    const width = this.size + (this.#hole ? 1 : 0)
    if (width === this.#times.length) this.#grow()
    const slot = this.#free[this.size]
    const at = slot << 2
    this.#events[at] = what
    this.#events[at + 1] = a
    this.#events[at + 2] = b
    this.#sequences[slot] = this.#sequence++
    this.size++
    if (this.#hole) {
      this.#hole = false
      this.#siftDown(time, slot, this.size)
    } else this.#siftUp(this.size - 1, time, slot)
  }

  /** Takes out the next event into the fields `time`, `what`, `a` and `b`; false if there is none. */
  pop(): boolean {
    if (this.#hole) this.#close()
    if (this.size === 0) return false
    const slot = this.#slots[0]
    const at = slot << 2
    this.time = this.#times[0]
    this.what = this.#events[at]
    this.a = this.#events[at + 1]
    this.b = this.#events[at + 2]
    this.size--
    this.#free[this.size] = slot
    this.#hole = true
    return true
  }

  /** The instant of the next event in seconds, Infinity if there is none. */
  peek(): number {
    if (this.#hole) this.#close()
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#times[0]
  }

  /** Moves the last event into the hole at the root. */
  #close(): void {
    this.#hole = false
    if (this.size === 0) return
    this.#siftDown(this.#times[this.size], this.#slots[this.size], this.size)
  }

  #siftUp(from: number, time: number, slot: number): void {
    const times = this.#times
    const slots = this.#slots
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 2
      // A later sequence never goes before an equal time, so only a smaller time climbs.
      if (times[parent] <= time) break
      times[i] = times[parent]
      slots[i] = slots[parent]
      i = parent
    }
    times[i] = time
    slots[i] = slot
  }

  #siftDown(time: number, slot: number, size: number): void {
    const times = this.#times
    const slots = this.#slots
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
    return this.#sequences[a] < this.#sequences[b]
  }

  #grow(): void {
    const old = this.#times.length
    this.#times = lengthened(this.#times, new Float64Array(old * 2))
    this.#slots = lengthened(this.#slots, new Int32Array(old * 2))
    this.#events = lengthened(this.#events, new Int32Array(old * 8))
    this.#sequences = lengthened(this.#sequences, new Float64Array(old * 2))
    this.#free = lengthened(this.#free, new Int32Array(old * 2))
    for (let i = old; i < old * 2; i++) this.#free[i] = i
  }
}

function lengthened<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
