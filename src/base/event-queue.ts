import { assert } from './assert.js'
import { EventHeap } from './event-heap.js'
import { A, B, EventPool, NEXT, SEQUENCE, TIME, WHAT } from './event-pool.js'

/** Bounds of what the wheel adapts to: its buckets, and how many a second. */
const FEWEST_BUCKETS = 4096
const MOST_BUCKETS = 1 << 22
const FEWEST_PER_SECOND = 1e-12
const MOST_PER_SECOND = 1e12

/** Pops, at the least, between two looks at how dense the events lie. */
const POPS_PER_LOOK = 4096

/** The width of a bucket in mean gaps between events. */
const GAPS_PER_BUCKET = 2

/**
 * Events in order of time; equal times in order of scheduling.
 *
 * A timing wheel (Varghese and Lauck 1987) whose bucket `tick` holds the events of the instants
 * from tick to tick + 1 bucket widths, unsorted. The bucket whose turn it is is put in order by a
 * small heap, which is also given what is scheduled for that bucket or before; another heap keeps
 * what is a turn or more ahead. The width follows the mean gap between events (Brown's calendar
 * queue, 1988), so that a bucket holds about two; whatever the instants, an event never costs more
 * than a heap's logarithm. Rounding is the same for equal times and keeps unequal ones in order, so
 * a bucket's bounds need not be exact.
 */
export class EventQueue {
  /** Events waiting. */
  size = 0
  /** The event that `pop` took out last: its instant in seconds, its kind and two arguments. */
  time = 0
  what = 0
  a = 0
  b = 0

  readonly #pool: EventPool
  /** Everything up to tick `#current`; everything from tick `#horizon` on. */
  readonly #near: EventHeap
  readonly #far: EventHeap
  /** The chain of each bucket's events, the last scheduled first; -1 for none. */
  #heads = new Int32Array(FEWEST_BUCKETS).fill(-1)
  /** A bit for each bucket that holds something. */
  #occupied = new Int32Array(FEWEST_BUCKETS >> 5)
  #perSecond = 1000
  #current = Number.NEGATIVE_INFINITY
  #horizon = Number.NEGATIVE_INFINITY

  /** Events ever scheduled. */
  #sequence = 0
  /** Pops and instant of the last look at the density, and the pops at which the next is due. */
  #lookedPops = 0
  #lookedTime = 0
  #lookAt = 256

  constructor(capacity = 1024) {
    this.#pool = new EventPool(capacity)
    this.#near = new EventHeap(this.#pool)
    this.#far = new EventHeap(this.#pool)
  }

  /** Adds an event at `time` seconds. */
  push(time: number, what: number, a: number, b: number): void {
    assert(!Number.isNaN(time), 'an event needs an instant, found NaN')
    const slot = this.#pool.take()
    const { reals, words } = this.#pool
    reals[slot * 4 + TIME] = time
    reals[slot * 4 + SEQUENCE] = this.#sequence++
    words[slot * 8 + WHAT] = what
    words[slot * 8 + A] = a
    words[slot * 8 + B] = b
    this.size++
    this.#place(time, slot)
  }

  /** Takes the next event into the fields `time`, `what`, `a` and `b`; false if there is none. */
  pop(): boolean {
    if (this.#near.size === 0 && !this.#turn()) return false
    const slot = this.#near.pop()
    const { reals, words } = this.#pool
    this.time = reals[slot * 4 + TIME]
    this.what = words[slot * 8 + WHAT]
    this.a = words[slot * 8 + A]
    this.b = words[slot * 8 + B]
    this.size--
    this.#pool.give(slot)
    return true
  }

  /** The instant of the next event in seconds, Infinity if there is none. */
  peek(): number {
    if (this.#near.size === 0) this.#turn()
    return this.#near.first
  }

  #place(time: number, slot: number): void {
    const tick = Math.floor(time * this.#perSecond)
    if (tick <= this.#current) this.#near.push(time, slot)
    else if (tick < this.#horizon) {
      const bucket = tick & (this.#heads.length - 1)
      this.#pool.words[slot * 8 + NEXT] = this.#heads[bucket]
      this.#heads[bucket] = slot
      this.#occupied[bucket >> 5] |= 1 << (bucket & 31)
    } else this.#far.push(time, slot)
  }

  /** Turns the wheel until something is near; false if nothing waits. */
  #turn(): boolean {
    if (this.size === 0) return false
    if (this.#sequence - this.size >= this.#lookAt) this.#adapt()
    const near = this.#near
    if (near.size > 0) return true
    if (near.size + this.#far.size === this.size) {
      this.#reach(Math.floor(this.#far.first * this.#perSecond))
      return true
    }
    const mask = this.#heads.length - 1
    const before = this.#current & mask
    const bucket = this.#occupiedFrom((before + 1) & mask)
    const { reals, words } = this.#pool
    for (let slot = this.#heads[bucket]; slot >= 0; slot = words[slot * 8 + NEXT]) {
      near.push(reals[slot * 4 + TIME], slot)
    }
    this.#heads[bucket] = -1
    this.#occupied[bucket >> 5] &= ~(1 << (bucket & 31))
    this.#reach(this.#current + ((bucket - before) & mask))
    return true
  }

  /** Sets the tick whose turn it is, and takes onto the wheel what is not far from there. */
  #reach(tick: number): void {
    const far = this.#far
    this.#current = tick
    this.#horizon = tick + this.#heads.length
    // The second condition is for instants that no wheel can reach: they are near at once.
    while (far.size > 0 && this.#isWithin(far.first)) {
      const time = far.first
      this.#place(time, far.pop())
    }
  }

  #isWithin(time: number): boolean {
    const tick = Math.floor(time * this.#perSecond)
    return tick < this.#horizon || tick <= this.#current
  }

  /** The first bucket that holds something, from this one on and round; there must be one. */
  #occupiedFrom(bucket: number): number {
    const occupied = this.#occupied
    let word = bucket >> 5
    let bits = occupied[word] & (-1 << (bucket & 31))
    while (bits === 0) {
      word = (word + 1) & (occupied.length - 1)
      bits = occupied[word]
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits)
  }

  /** Looks how dense the events lie, and makes the wheel anew if it is off by more than twice. */
  #adapt(): void {
    const pops = this.#sequence - this.size
    const gap = (this.time - this.#lookedTime) / (pops - this.#lookedPops)
    this.#lookedPops = pops
    this.#lookedTime = this.time
    this.#lookAt = pops + Math.max(POPS_PER_LOOK, this.size)
    const wanted = Math.min(
      MOST_PER_SECOND,
      Math.max(FEWEST_PER_SECOND, 1 / (gap * GAPS_PER_BUCKET)),
    )
    const off = gap > 0 && (wanted > 2 * this.#perSecond || this.#perSecond > 2 * wanted)
    const buckets = this.#heads.length
    const crowded = this.size > buckets && buckets < MOST_BUCKETS
    const empty = this.size * 8 < buckets && buckets > FEWEST_BUCKETS
    if (!off && !crowded && !empty) return
    this.#rebuild(off ? wanted : this.#perSecond)
  }

  /** Makes a wheel for the events there are. */
  #rebuild(perSecond: number): void {
    const old = this.#heads
    let buckets = FEWEST_BUCKETS
    while (buckets < this.size * 2 && buckets < MOST_BUCKETS) buckets *= 2
    this.#heads = new Int32Array(buckets).fill(-1)
    this.#occupied = new Int32Array(buckets >> 5)
    this.#perSecond = perSecond
    this.#reach(Math.floor(this.time * perSecond))
    const { reals, words } = this.#pool
    for (let bucket = 0; bucket < old.length; bucket++) {
      for (let slot = old[bucket], next: number; slot >= 0; slot = next) {
        next = words[slot * 8 + NEXT]
        this.#place(reals[slot * 4 + TIME], slot)
      }
    }
  }
}
