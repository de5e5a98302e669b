import { effect } from '@preact/signals'
import type { FrameReport } from '../../replay/frame-report.js'
import * as store from './store.js'

/** The whole run is played within so many seconds. */
const PLAYED_SECONDS = 5

/**
 * Plays the run once and sends the server a `FrameReport`. A frame is measured from its first
 * script until the browser takes up another task: script, layout and paint lie between.
 */
export async function startBench(): Promise<void> {
  await framePainted()
  const interactiveMilliseconds = performance.now()
  await runIsThere()
  await framePainted()
  const readyMilliseconds = performance.now()
  store.speed.value = store.endSeconds.value / PLAYED_SECONDS
  // Asked for before the player asks, so the script of the page runs after `begin`.
  let next = framePainted()
  store.isPlaying.value = true
  const frameMilliseconds: number[] = []
  while (store.isPlaying.value) {
    const milliseconds = await next
    next = framePainted()
    frameMilliseconds.push(milliseconds)
  }
  const report: FrameReport = { interactiveMilliseconds, readyMilliseconds, frameMilliseconds }
  await fetch('report', { method: 'POST', body: JSON.stringify(report) })
}

/** Waits for the next frame and its paint; returns how long they took, milliseconds. */
function framePainted(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const begin = performance.now()
      const { port1, port2 } = new MessageChannel()
      // Sent in a frame, a message is taken up after its paint.
      port1.onmessage = () => {
        port1.close()
        resolve(performance.now() - begin)
      }
      port2.postMessage(null)
    })
  })
}

function runIsThere(): Promise<void> {
  return new Promise((resolve) => {
    effect(() => {
      if (store.run.value.kind === 'done') resolve()
    })
  })
}
