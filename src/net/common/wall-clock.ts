/** Cancels a timer; does nothing if it has fired. */
export type Cancel = () => void

/** Time and timers of a real peer; tests use a clock that they drive by hand. */
export interface Clock {
  /** Seconds since a fixed instant; never decreases. */
  now(): number
  /** Calls `action` after that many seconds, never earlier. */
  after(seconds: number, action: () => void): Cancel
}

/** The longest delay of a Node timer, in milliseconds. */
const LONGEST = 2 ** 31 - 1

/** The system's monotonic clock, in seconds since the process started. */
export const systemClock: Clock = {
  now: () => performance.now() / 1000,
  after(seconds, action) {
    const due = performance.now() + seconds * 1000
    let timer: NodeJS.Timeout
    // Node timers fire up to a millisecond early, and cannot wait for a month.
    const wait = () => {
      const left = due - performance.now()
      if (left <= 0) action()
      else timer = setTimeout(wait, Math.min(Math.ceil(left), LONGEST))
    }
    timer = setTimeout(wait, Math.min(Math.ceil(seconds * 1000), LONGEST))
    return () => clearTimeout(timer)
  },
}
