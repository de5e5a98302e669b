import type { Clock } from '../../net/common/wall-clock.js'

/** Makes a clock that starts at 0 and runs `speedup` times as fast. */
export function scaledClock(clock: Clock, speedup: number): Clock {
  const start = clock.now()
  return {
    now: () => (clock.now() - start) * speedup,
    after: (seconds, action) => clock.after(seconds / speedup, action),
  }
}
