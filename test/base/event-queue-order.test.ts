import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue } from '../../src/base/event-queue.js'

/** Reference model of the order: by time, and at equal times by order of scheduling. */
class Waiting {
  readonly #times: number[] = []
  readonly #numbers: number[] = []

  get size(): number {
    return this.#times.length
  }

  push(time: number, number: number): void {
    let at = this.#times.length
    while (at > 0 && this.#times[at - 1] > time) at--
    this.#times.splice(at, 0, time)
    this.#numbers.splice(at, 0, number)
  }

  shift(): { time: number; number: number } | undefined {
    const time = this.#times.shift()
    return time === undefined ? undefined : { time, number: this.#numbers.shift() as number }
  }
}

/** Drives both queues with the same calls; both must return the same events. */
class Both {
  readonly #queue = new EventQueue(2)
  readonly #waiting = new Waiting()
  #scheduled = 0
  now = 0

  push(time: number): void {
    const number = this.#scheduled++
    this.#queue.push(time, number & 7, number, ~number)
    this.#waiting.push(time, number)
  }

  /** Compares the next event; peeking first must make no difference. */
  pop(peeks: boolean): void {
    const expected = this.#waiting.shift()
    const number = expected?.number ?? 0
    const instant = expected?.time ?? Number.POSITIVE_INFINITY
    const queue = this.#queue
    const glance = peeks ? queue.peek() : instant
    const came = queue.pop()
    const { time, what, a, b, size } = queue
    const right =
      glance === instant &&
      came === (expected !== undefined) &&
      size === this.#waiting.size &&
      (!came || (time === instant && what === (number & 7) && a === number && b === ~number))
    // No `expect` per step: a history is long.
    if (!right) expect({ glance, came, size, time, what, a, b }).toEqual({ instant, number })
    if (came) this.now = time
  }

  drain(): void {
    while (this.#waiting.size > 0) this.pop(false)
    this.pop(true)
  }
}

/** Delays between now and the scheduled event. */
const delays = {
  'all zero': fc.constant(0),
  'of 0 to 3 s': fc.integer({ min: 0, max: 3 }),
  'of a few epsilons': fc.integer({ min: 0, max: 40 }).map((n) => n * Number.EPSILON),
  'below a second': fc.double({ min: 0, max: 1, noNaN: true }),
  'spread by powers of ten': fc.integer({ min: -12, max: 18 }).map((power) => 10 ** power),
  'of zero or years': fc.constantFrom(0, 1e-6, 1e-3, 1e9, 1e300),
  'before and after now': fc.double({ min: -1e3, max: 1e3, noNaN: true }),
}

describe('event queue order', () => {
  it.each(Object.entries(delays))('matches a sorted list with delays %s', (_, delay) => {
    const step = fc.record({
      push: fc.array(delay, { maxLength: 3 }),
      pops: fc.nat(2),
      peeks: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const both = new Both()
        for (const { push, pops, peeks } of steps) {
          for (const after of push) both.push(both.now + after)
          for (let i = 0; i < pops; i++) both.pop(peeks)
        }
        both.drain()
      }),
      { numRuns: 60 },
    )
  })

  // Enough events to rebuild the wheel several times as they crowd, thin out and crowd again.
  it.each([1e-9, 1e-3, 1, 1e6])(
    'matches a sorted list as event density changes, from 300 events in %d s',
    (scale) => {
      const both = new Both()
      let state = 1
      const chance = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff
      for (let i = 0; i < 300; i++) both.push(scale * chance())
      for (const density of [1, 1e-4, 1e-4, 1e5, 1, 1e-6]) {
        for (let i = 0; i < 6000; i++) {
          both.pop(i % 2 === 0)
          both.push(both.now + scale * density * (chance() < 0.1 ? 1 : chance()))
          // Adds one more now and then, so that the buckets become too few.
          if (i % 4 === 0) both.push(both.now + scale * chance())
        }
      }
      both.drain()
    },
  )

  it('places an event correctly when it is scheduled before a peeked one', () => {
    const both = new Both()
    for (const far of [1e3, 1e9, Number.MAX_VALUE]) both.push(far)
    for (const near of [1e8, 5, 0.1, 0.05]) {
      both.pop(true)
      both.push(near)
    }
    both.drain()
  })
})
