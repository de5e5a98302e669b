/** Takes a timer back; nothing happens if it has gone off. */
export type Cancel = () => void

/** Time and timers of a real peer; a test drives its own by hand. */
export interface Clock {
  /** Seconds since some instant; never goes back. */
  now(): number
  /** Does something in so many seconds, never earlier. */
  after(seconds: number, what: () => void): Cancel
}

/** The longest that a timer of the system can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1

/** Seconds since the start of the process. */
export const systemClock: Clock = {
  now: () => performance.now() / 1000,
  after(seconds, what) {
    const due = performance.now() + seconds * 1000
    let timer: NodeJS.Timeout
    // Timers go off up to a millisecond early, and cannot wait for a month.
    const wait = () => {
      const left = due - performance.now()
      if (left <= 0) what()
      else timer = setTimeout(wait, Math.min(Math.ceil(left), LONGEST))
    }
    timer = setTimeout(wait, Math.min(Math.ceil(seconds * 1000), LONGEST))
    return () => clearTimeout(timer)
  },
}
