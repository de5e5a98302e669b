import type { Clock } from '../../net/common/wall-clock.js'

/** A clock on which time runs `speedup` times as fast, from 0 at its making. */
export function scaledClock(clock: Clock, speedup: number): Clock {
  const start = clock.now()
  return {
    now: () => (clock.now() - start) * speedup,
    after: (seconds, what) => clock.after(seconds / speedup, what),
  }
}
