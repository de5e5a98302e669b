import { effect, signal } from '@preact/signals'
import { isPlaying, run, time } from './store.js'

/** While the time runs, panels change so many times a second. */
const CHANGES_A_SECOND = 4

/**
 * The moment that panels show, seconds: the stage's, but less often while the time runs. A table
 * that changes sixty times a second can be neither read nor drawn in time.
 */
export const moment = signal(0)

/** Keeps `moment` up to date from now on. */
export function startMoments(): void {
  let last = 0
  effect(() => {
    void run.value
    const at = time.value
    const now = performance.now()
    if (isPlaying.value && now - last < 1000 / CHANGES_A_SECOND) return
    last = now
    moment.value = at
  })
}
