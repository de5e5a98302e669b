import type { Recording } from './recording.js'
import { SwarmState } from './swarm-state.js'

/** The fewest events and blocks between two keyframes. */
const LEAST_ROWS = 8192

/** A keyframe takes at most this many bytes for each event or block since the one before. */
const BYTES_PER_ROW = 8

/** The state at an instant, kept to begin from. */
interface Keyframe {
  readonly time: number
  /** Events that have happened, and blocks that have begun. */
  readonly events: number
  readonly blocks: number
  readonly arrays: SwarmState['arrays']
  readonly underway: readonly number[]
}

/**
 * Gives the state of a recorded swarm at any instant, backwards as cheaply as forwards. It keeps
 * the whole state every so often, and applies the events since then.
 */
export class Playhead {
  readonly recording: Recording
  /** The state at the instant of the last `seek`; one object for all, which `seek` changes. */
  readonly state: SwarmState
  readonly #keyframes: Keyframe[] = []
  /** Events that have happened, and blocks that have begun, in `state`. */
  #events = 0
  #blocks = 0

  /** Plays the whole recording once to take the keyframes, and goes back to its beginning. */
  constructor(recording: Recording) {
    this.recording = recording
    this.state = new SwarmState(recording)
    const bytes = this.state.arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const rows = Math.max(LEAST_ROWS, Math.ceil(bytes / BYTES_PER_ROW))
    const { time } = recording.events
    const { start } = recording.blocks
    this.#keep()
    while (this.#events < time.length || this.#blocks < start.length) {
      const event = this.#events + rows < time.length ? time[this.#events + rows] : Infinity
      const block = this.#blocks + rows < start.length ? start[this.#blocks + rows] : Infinity
      const next = Math.min(event, block)
      if (next === Infinity) break
      this.#advance(next)
      this.#keep()
    }
    this.seek(0)
  }

  /** Seconds of the end of the run. */
  get endSeconds(): number {
    return this.recording.header.endSeconds
  }

  /** Goes to an instant, seconds, and returns the state there. */
  seek(seconds: number): SwarmState {
    const keyframe = this.#keyframes[lastAt(this.#keyframes, seconds)]
    const isAhead = seconds < this.state.time || keyframe.time > this.state.time
    if (isAhead) this.#restore(keyframe)
    this.#advance(seconds)
    return this.state
  }

  #advance(seconds: number): void {
    const { state, recording } = this
    const { time } = recording.events
    while (this.#events < time.length && time[this.#events] <= seconds) {
      state.apply(recording, this.#events++)
    }
    const { underway } = state
    const { start, end } = recording.blocks
    let kept = 0
    for (const block of underway) if (end[block] > seconds) underway[kept++] = block
    underway.length = kept
    for (; this.#blocks < start.length && start[this.#blocks] <= seconds; this.#blocks++) {
      if (end[this.#blocks] > seconds) underway.push(this.#blocks)
    }
    state.time = seconds
  }

  #keep(): void {
    const { state } = this
    this.#keyframes.push({
      time: state.time,
      events: this.#events,
      blocks: this.#blocks,
      arrays: state.arrays.map((array) => array.slice()),
      underway: [...state.underway],
    })
  }

  #restore({ time, events, blocks, arrays, underway }: Keyframe): void {
    const { state } = this
    for (const [i, array] of state.arrays.entries()) array.set(arrays[i])
    state.underway.length = 0
    for (const block of underway) state.underway.push(block)
    state.time = time
    this.#events = events
    this.#blocks = blocks
  }
}

/** Returns the index of the last keyframe at or before an instant; the first has no instant. */
function lastAt(keyframes: readonly Keyframe[], seconds: number): number {
  let [low, high] = [0, keyframes.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (keyframes[middle].time <= seconds) low = middle
    else high = middle
  }
  return low
}
