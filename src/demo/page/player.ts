import { effect } from '@preact/signals'
import * as store from './store.js'

/** With reduced motion the picture changes so many times a second. */
const CALM_FRAMES = 2

/** A frame that comes later than this moves the time as if it had come then, seconds. */
const LONGEST_FRAME = 0.25

/** Moves the time on while it plays. */
export function startPlayer(): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  effect(() => {
    if (!store.isPlaying.value) return
    let last = performance.now()
    let pending = requestAnimationFrame(function frame(now) {
      pending = requestAnimationFrame(frame)
      const passed = (now - last) / 1000
      if (calm.matches && passed < 1 / CALM_FRAMES) return
      last = now
      const longest = calm.matches ? 1 : LONGEST_FRAME
      store.goTo(store.time.peek() + Math.min(passed, longest) * store.speed.peek())
      const end = store.endSeconds.peek()
      if (store.time.peek() >= end) store.isPlaying.value = false
    })
    return () => cancelAnimationFrame(pending)
  })
}
