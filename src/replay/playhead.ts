import type { Recording } from './recording.js'
import { SwarmState } from './swarm-state.js'

/** The fewest events and blocks between two keyframes. */
const LEAST_ROWS = 4096

/** A keyframe takes at most this many bytes for each event or block since the one before. */
const BYTES_PER_ROW = 32

/** The state kept to begin from. Of events at its instant, some may be still to happen. */
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
  /** The most events and blocks that one `seek` applies. */
  readonly mostRows: number
  /** How many the last `seek` applied. */
  appliedRows = 0
  readonly #keyframes: Keyframe[] = []
  /** Events that have happened, and blocks that have begun, in `state`. */
  #events = 0
  #blocks = 0

  /** Plays the whole recording once to take the keyframes, and goes back to its beginning. */
  constructor(recording: Recording) {
    this.recording = recording
    this.state = new SwarmState(recording)
    const bytes = this.state.arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
    this.mostRows = Math.max(LEAST_ROWS, Math.ceil(bytes / BYTES_PER_ROW))
    this.#keep()
    while (this.#advance(Number.POSITIVE_INFINITY, this.mostRows)) this.#keep()
    this.seek(0)
  }

  /** Seconds of the end of the run. */
  get endSeconds(): number {
    return this.recording.header.endSeconds
  }

  /** Goes to an instant, seconds, and returns the state there. */
  seek(seconds: number): SwarmState {
    const keyframe = this.#keyframes[lastAt(this.#keyframes, seconds)]
    const { events, blocks } = keyframe
    const isAhead = events + blocks > this.#events + this.#blocks
    if (isAhead || seconds < this.state.time) this.#restore(keyframe)
    const before = this.#events + this.#blocks
    this.#advance(seconds, Number.POSITIVE_INFINITY)
    this.appliedRows = this.#events + this.#blocks - before
    this.#arrive(seconds)
    return this.state
  }

  /**
   * Applies what happens up to an instant in order, but at most so many events and blocks. Returns
   * whether anything is left to happen after that.
   */
  #advance(seconds: number, mostRows: number): boolean {
    const { state, recording } = this
    const { time } = recording.events
    const { start } = recording.blocks
    for (let row = 0; row < mostRows; row++) {
      const event = this.#events < time.length ? time[this.#events] : Number.POSITIVE_INFINITY
      const block = this.#blocks < start.length ? start[this.#blocks] : Number.POSITIVE_INFINITY
      const next = Math.min(event, block)
      if (next > seconds || next === Number.POSITIVE_INFINITY) break
      if (event <= block) state.apply(recording, this.#events++)
      else state.underway.push(this.#blocks++)
      state.time = next
    }
    return this.#events < time.length || this.#blocks < start.length
  }

  /** Sets the time, and drops the blocks that have ended by then. */
  #arrive(seconds: number): void {
    const { state, recording } = this
    const { underway } = state
    const { end } = recording.blocks
    let kept = 0
    for (const block of underway) if (end[block] > seconds) underway[kept++] = block
    underway.length = kept
    state.time = seconds
  }

  #keep(): void {
    const { state } = this
    this.#arrive(state.time)
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
