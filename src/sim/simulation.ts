import { EventQueue } from '../base/event-queue.js'

/** Handles an event at its time. */
export type Handler = (now: number, what: number, a: number, b: number) => void

/** The clock and events of a simulation. Events at equal times happen in order of scheduling. */
export class Simulation {
  /** How many events have happened. */
  events = 0
  readonly #queue = new EventQueue(4096)
  #handler: Handler = () => {}

  /** Simulated seconds since the start. */
  get now(): number {
    return this.#queue.time
  }

  /** Sets the handler of all events. */
  handle(handler: Handler): void {
    this.#handler = handler
  }

  /** Schedules an event of kind `what` at `at` seconds. */
  schedule(at: number, what: number, a: number, b: number): void {
    this.#queue.push(at, what, a, b)
  }

  /** The time of the next event; Infinity if there is none. */
  get next(): number {
    return this.#queue.peek()
  }

  /** Runs the next event; false if there is none. */
  step(): boolean {
    const queue = this.#queue
    if (!queue.pop()) return false
    this.events++
    this.#handler(queue.time, queue.what, queue.a, queue.b)
    return true
  }

  /** Runs at most `most` events, up to the time `until`; returns how many it ran. */
  run(until: number, most = Number.POSITIVE_INFINITY): number {
    const before = this.events
    while (this.events - before < most && this.#queue.peek() <= until) this.step()
    return this.events - before
  }
}
