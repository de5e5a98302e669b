import type { Cancel, Clock } from '../../src/net/common/wall-clock.js'

interface Timer {
  readonly at: number
  readonly what: () => void
}

/**
 * A clock that the test moves; timers fire in order of time, equal times in the order they were
 * set.
 */
export class HandClock implements Clock {
  #now = 0
  #timers: Timer[] = []

  /** Number of timers that are set. */
  get pending(): number {
    return this.#timers.length
  }

  now(): number {
    return this.#now
  }

  after(seconds: number, what: () => void): Cancel {
    const timer = { at: this.#now + Math.max(0, seconds), what }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Lets so many seconds pass and fires all timers due, including those set meanwhile. */
  advance(seconds: number): void {
    const until = this.#now + seconds
    for (let next = this.#first(); next && next.at <= until; next = this.#first()) {
      this.#timers = this.#timers.filter((other) => other !== next)
      this.#now = next.at
      next.what()
    }
    this.#now = until
  }

  #first(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (first, timer) => (first && first.at <= timer.at ? first : timer),
      undefined,
    )
  }
}
