import { assert } from './assert.js'
import { EventHeap } from './event-heap.js'
import {
  A,
  B,
  EventPool,
  NEXT,
  REAL_STRIDE,
  SEQUENCE,
  TIME,
  WHAT,
  WORD_STRIDE,
} from './event-pool.js'

/** Limits of the wheel: its number of buckets, and its buckets a second. */
const FEWEST_BUCKETS = 4096
const MAX_BUCKETS = 1 << 22
const FEWEST_PER_SECOND = 1e-12
const MAX_PER_SECOND = 1e12

/** The fewest pops between two measurements of the density of events. */
const POPS_PER_MEASUREMENT = 4096

/** The width of a bucket, in mean gaps between events. */
const GAPS_PER_BUCKET = 2

/**
 * A queue of events in order of time, and at equal times in order of scheduling.
 *
 * It is a timing wheel (Varghese and Lauck 1987). Bucket `tick` holds, unsorted, the events from
 * `tick` to `tick + 1` bucket widths. A small heap sorts the current bucket and takes what is
 * scheduled for that bucket or earlier. Another heap keeps events a whole turn or more ahead.
 *
 * The width follows the mean gap between events (Brown's calendar queue, 1988), so that a bucket
 * holds about two. Whatever the times, an event costs no more than a heap's logarithm. Rounding
 * treats equal times alike and keeps unequal ones in order, so a bucket's bounds need not be exact.
 */
export class EventQueue {
  /** How many events are queued. */
  size = 0
  /** The event that `pop` removed last: its time in seconds, its kind and two arguments. */
  time = 0
  what = 0
  a = 0
  b = 0

  readonly #pool: EventPool
  /** Events up to tick `#current`, and events from tick `#horizon` on. */
  readonly #near: EventHeap
  readonly #far: EventHeap
  /** The chain of each bucket's events, the last scheduled first, or -1. */
  #heads = new Int32Array(FEWEST_BUCKETS).fill(-1)
  /** A bit for each bucket, set if it holds an event. */
  #occupied = new Int32Array(FEWEST_BUCKETS >> 5)
  #perSecond = 1000
  #current = Number.NEGATIVE_INFINITY
  #horizon = Number.NEGATIVE_INFINITY

  /** Events ever scheduled. */
  #sequence = 0
  /** Pops and time at the last measurement of the density, and the pops at which one is due. */
  #measuredPops = 0
  #measuredTime = 0
  #measureAt = 256

  constructor(capacity = 1024) {
    this.#pool = new EventPool(capacity)
    this.#near = new EventHeap(this.#pool)
    this.#far = new EventHeap(this.#pool)
  }

  /** Adds an event at `time` seconds. */
  push(time: number, what: number, a: number, b: number): void {
    assert(!Number.isNaN(time), 'an event needs a time, found NaN')
    const slot = this.#pool.take()
    const { reals, words } = this.#pool
    reals[slot * REAL_STRIDE + TIME] = time
    reals[slot * REAL_STRIDE + SEQUENCE] = this.#sequence++
    words[slot * WORD_STRIDE + WHAT] = what
    words[slot * WORD_STRIDE + A] = a
    words[slot * WORD_STRIDE + B] = b
    this.size++
    this.#place(time, slot)
  }

  /** Moves the next event into the fields `time`, `what`, `a` and `b`; false if there is none. */
  pop(): boolean {
    if (this.#near.size === 0 && !this.#turn()) return false
    const slot = this.#near.pop()
    const { reals, words } = this.#pool
    this.time = reals[slot * REAL_STRIDE + TIME]
    this.what = words[slot * WORD_STRIDE + WHAT]
    this.a = words[slot * WORD_STRIDE + A]
    this.b = words[slot * WORD_STRIDE + B]
    this.size--
    this.#pool.give(slot)
    return true
  }

  /** Returns the time of the next event in seconds, or Infinity. */
  peek(): number {
    if (this.#near.size === 0) this.#turn()
    return this.#near.first
  }

  #place(time: number, slot: number): void {
    const tick = Math.floor(time * this.#perSecond)
    if (tick <= this.#current) this.#near.push(time, slot)
    else if (tick < this.#horizon) {
      const bucket = tick & (this.#heads.length - 1)
      this.#pool.words[slot * WORD_STRIDE + NEXT] = this.#heads[bucket]
      this.#heads[bucket] = slot
      this.#occupied[bucket >> 5] |= 1 << (bucket & 31)
    } else this.#far.push(time, slot)
  }

  /** Turns the wheel until the near heap has an event; false if the queue is empty. */
  #turn(): boolean {
    if (this.size === 0) return false
    if (this.#sequence - this.size >= this.#measureAt) this.#adapt()
    const near = this.#near
    if (near.size > 0) return true
    if (near.size + this.#far.size === this.size) {
      this.#setTick(Math.floor(this.#far.first * this.#perSecond))
      return true
    }
    const mask = this.#heads.length - 1
    const before = this.#current & mask
    const bucket = this.#occupiedFrom((before + 1) & mask)
    const { reals, words } = this.#pool
    for (let slot = this.#heads[bucket]; slot >= 0; slot = words[slot * WORD_STRIDE + NEXT]) {
      near.push(reals[slot * REAL_STRIDE + TIME], slot)
    }
    this.#heads[bucket] = -1
    this.#occupied[bucket >> 5] &= ~(1 << (bucket & 31))
    this.#setTick(this.#current + ((bucket - before) & mask))
    return true
  }

  /** Sets the current tick, and moves events that are no longer far onto the wheel. */
  #setTick(tick: number): void {
    const far = this.#far
    this.#current = tick
    this.#horizon = tick + this.#heads.length
    // `#isWithin` is also true for times that no wheel can reach: those are near at once.
    while (far.size > 0 && this.#isWithin(far.first)) {
      const time = far.first
      this.#place(time, far.pop())
    }
  }

  #isWithin(time: number): boolean {
    const tick = Math.floor(time * this.#perSecond)
    return tick < this.#horizon || tick <= this.#current
  }

  /** Returns the first occupied bucket, going round from this one; there must be one. */
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

  /** Measures the density of events, and rebuilds the wheel if it is off by more than twice. */
  #adapt(): void {
    const pops = this.#sequence - this.size
    const gap = (this.time - this.#measuredTime) / (pops - this.#measuredPops)
    this.#measuredPops = pops
    this.#measuredTime = this.time
    this.#measureAt = pops + Math.max(POPS_PER_MEASUREMENT, this.size)
    const wanted = Math.min(
      MAX_PER_SECOND,
      Math.max(FEWEST_PER_SECOND, 1 / (gap * GAPS_PER_BUCKET)),
    )
    const off = gap > 0 && (wanted > 2 * this.#perSecond || this.#perSecond > 2 * wanted)
    const buckets = this.#heads.length
    const crowded = this.size > buckets && buckets < MAX_BUCKETS
    const empty = this.size * 8 < buckets && buckets > FEWEST_BUCKETS
    if (!off && !crowded && !empty) return
    this.#rebuild(off ? wanted : this.#perSecond)
  }

  /** Builds a wheel for the events that are queued. */
  #rebuild(perSecond: number): void {
    const old = this.#heads
    let buckets = FEWEST_BUCKETS
    while (buckets < this.size * 2 && buckets < MAX_BUCKETS) buckets *= 2
    this.#heads = new Int32Array(buckets).fill(-1)
    this.#occupied = new Int32Array(buckets >> 5)
    this.#perSecond = perSecond
    this.#setTick(Math.floor(this.time * perSecond))
    const { reals, words } = this.#pool
    for (let bucket = 0; bucket < old.length; bucket++) {
      for (let slot = old[bucket], next: number; slot >= 0; slot = next) {
        next = words[slot * WORD_STRIDE + NEXT]
        this.#place(reals[slot * REAL_STRIDE + TIME], slot)
      }
    }
  }
}
