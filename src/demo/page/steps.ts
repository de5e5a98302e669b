import { EVENT } from '../../replay/event-kind.js'
import type { Recording } from '../../replay/recording.js'
import * as store from './store.js'

/** The speeds of the player, simulated seconds a second. */
export const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]

/** Plays slower (-1) or faster (1). */
export function changeSpeed(change: -1 | 1): void {
  const at = SPEEDS.findIndex((speed) => speed >= store.speed.value)
  store.speed.value = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + change))]
}

/** Plays or pauses; at the end it begins anew. */
export function togglePlay(): void {
  const { playhead, time, isPlaying } = store
  if (playhead.value === null) return
  if (!isPlaying.value && time.value >= store.endSeconds.value) store.goTo(0)
  isPlaying.value = !isPlaying.value
}

/** Goes to the event before (-1) or after (1) the moment shown; of the selected peer, if any. */
export function stepEvent(direction: -1 | 1): void {
  stepTo(direction, () => true)
}

/** Goes to the choking round before or after; of the selected peer, if any. */
export function stepRound(direction: -1 | 1): void {
  stepTo(direction, ({ events }, at) => events.kind[at] === EVENT.rechoked)
}

function stepTo(direction: -1 | 1, isWanted: (of: Recording, at: number) => boolean): void {
  const recording = store.recording.value
  if (recording === null) return
  store.isPlaying.value = false
  const { time, host } = recording.events
  const peer = store.selected.value
  let at = firstAfter(time, store.time.value) - 1
  // Of events at one instant the last is reached: they cannot be told apart on the clock.
  if (direction < 0) while (at >= 0 && time[at] >= store.time.value) at--
  else at++
  while (at >= 0 && at < time.length) {
    if ((peer === null || host[at] === peer) && isWanted(recording, at)) {
      store.goTo(time[at])
      store.steppedTo.value = at
      return
    }
    at += direction
  }
}

/** Returns the index of the first of ascending numbers that is greater than a value. */
export function firstAfter(numbers: Float64Array, value: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle] <= value) low = middle + 1
    else high = middle
  }
  return low
}
