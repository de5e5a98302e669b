import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue } from '../../src/base/event-queue.js'
import { history } from './histories.js'

interface Event {
  readonly time: number
  readonly what: number
  readonly a: number
  readonly b: number
}

/**
 * Reference queue: a list sorted by time at every push. A stable sort keeps equal times in order.
 */
class SortedList {
  readonly events: Event[] = []

  push(event: Event): void {
    this.events.push(event)
    this.events.sort((x, y) => x.time - y.time)
  }

  pop(): Event | undefined {
    return this.events.shift()
  }

  peek(): number {
    return this.events[0]?.time ?? Number.POSITIVE_INFINITY
  }
}

/** Few different times, so that many are equal; some are far away or infinite. */
const times = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 6 }) },
  { weight: 2, arbitrary: fc.double({ noNaN: true }) },
)
const words = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const pushes = fc.record({ time: times, what: words, a: words, b: words })
const steps = fc.oneof(
  { weight: 5, arbitrary: pushes },
  { weight: 4, arbitrary: fc.constant('pop' as const) },
  { weight: 1, arbitrary: fc.constant('peek' as const) },
)

function agrees(queue: EventQueue, list: SortedList, step: Event | 'pop' | 'peek'): void {
  if (step === 'pop') {
    const event = list.pop()
    expect(queue.pop()).toBe(event !== undefined)
    const { time, what, a, b } = queue
    if (event !== undefined) expect({ time, what, a, b }).toEqual(event)
  } else if (step === 'peek') expect(queue.peek()).toBe(list.peek())
  else {
    list.push(step)
    queue.push(step.time, step.what, step.a, step.b)
  }
  expect(queue.size).toBe(list.events.length)
}

describe('an event queue', () => {
  it('is empty at first', () => {
    const queue = new EventQueue()
    expect(queue.pop()).toBe(false)
    expect(queue.peek()).toBe(Number.POSITIVE_INFINITY)
    expect(queue.size).toBe(0)
  })

  it('returns events with equal times in the order of scheduling', () => {
    const queue = new EventQueue(4)
    for (let i = 0; i < 1000; i++) queue.push(i % 3, 0, i, 0)
    const order: number[] = []
    while (queue.pop()) order.push(queue.a)
    const byTime = (rest: number) =>
      Array.from({ length: 1000 }, (_, i) => i).filter((i) => i % 3 === rest)
    expect(order).toEqual([...byTime(0), ...byTime(1), ...byTime(2)])
  })

  it('returns an event scheduled for the current instant after all others already due then', () => {
    const queue = new EventQueue()
    for (let i = 0; i < 5; i++) queue.push(1, 0, i, 0)
    const order: number[] = []
    for (let i = 0; i < 12; i++) {
      queue.pop()
      order.push(queue.a)
      queue.push(1, 0, queue.a, 0)
    }
    expect(order).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1])
  })

  it('returns an event first if it is scheduled before the time of the last pop', () => {
    const queue = new EventQueue()
    queue.push(5, 0, 0, 0)
    queue.push(6, 0, 1, 0)
    queue.pop()
    queue.push(2, 0, 2, 0)
    expect(queue.peek()).toBe(2)
  })

  it('rejects a time that is not a number', () => {
    expect(() => new EventQueue().push(Number.NaN, 0, 0, 0)).toThrow('NaN')
  })

  it.each([1, 2, 1024])(
    'agrees with a sorted list, with initial room for %i events',
    (capacity) => {
      fc.assert(
        fc.property(history(steps, 300), (events) => {
          const queue = new EventQueue(capacity)
          const list = new SortedList()
          for (const step of events) agrees(queue, list, step)
          while (list.events.length > 0) agrees(queue, list, 'pop')
          agrees(queue, list, 'pop')
        }),
        { numRuns: 60 },
      )
    },
  )

  // As in a simulation: a few pushes follow every pop and fill the hole it leaves.
  it('agrees with a sorted list when each event schedules its successors', () => {
    const successors = history(fc.array(pushes, { maxLength: 3 }), 200)
    fc.assert(
      fc.property(history(pushes, 20), successors, (first, rounds) => {
        const queue = new EventQueue(2)
        const list = new SortedList()
        for (const event of first) agrees(queue, list, event)
        for (const next of rounds) {
          agrees(queue, list, 'pop')
          for (const event of next) agrees(queue, list, event)
        }
      }),
      { numRuns: 50 },
    )
  })
})
