import type { ActionSettings, EventSettings, SwarmSettings } from '../settings.js'
import type { Tally } from '../tally.js'

/** The planned events of a scenario, each once: at a time, or when a state is reached. */
export class Plan {
  readonly #events: readonly EventSettings[]
  readonly #tally: Tally
  /** The indices of the events that wait for a state. */
  #waiting: number[]
  readonly #done: Uint8Array

  constructor(settings: SwarmSettings, tally: Tally) {
    this.#events = settings.events
    this.#tally = tally
    this.#done = new Uint8Array(settings.events.length)
    this.#waiting = [...settings.events.keys()].filter((i) => settings.events[i].when.kind !== 'at')
  }

  /** Returns the events that have a time. */
  timed(): { at: number; index: number }[] {
    return this.#events.flatMap(({ when }, index) =>
      when.kind === 'at' ? [{ at: when.atSeconds, index }] : [],
    )
  }

  /** Tells whether some event of this sort may still happen. */
  someAhead(isOfSort: (action: ActionSettings) => boolean): boolean {
    return this.#events.some(({ action }, index) => !this.#done[index] && isOfSort(action))
  }

  /** Returns what an event does, which happens now. */
  action(index: number): ActionSettings {
    this.#done[index] = 1
    this.#tally.changes++
    return this.#events[index].action
  }

  /** Notes that an event has not happened after all: it is scheduled again. */
  putOff(index: number): void {
    this.#done[index] = 0
  }

  /** Returns the events whose state has been reached since the last call. */
  reached(): readonly number[] {
    if (this.#waiting.length === 0) return this.#waiting
    const now = this.#waiting.filter((index) => this.#holds(index))
    if (now.length > 0) this.#waiting = this.#waiting.filter((index) => !now.includes(index))
    return now
  }

  #holds(index: number): boolean {
    const { when } = this.#events[index]
    if (when.kind === 'all-pieces-out') return this.#tally.allPiecesOut
    if (when.kind === 'gained') return this.#tally.gainedShare >= when.share
    return when.kind === 'completed' && this.#tally.doneShare(when.group) >= when.share
  }
}
