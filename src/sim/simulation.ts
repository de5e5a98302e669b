import { EventQueue } from '../base/event-queue.js'

/** What an event does when its time has come. */
export type Handler = (now: number, what: number, a: number, b: number) => void

/** The clock and the events of a simulated world. Equal times happen in order of scheduling. */
export class Simulation {
  /** Events that have happened. */
  events = 0
  readonly #queue = new EventQueue(4096)
  #handler: Handler = () => {}

  /** Simulated seconds since the start. */
  get now(): number {
    return this.#queue.time
  }

  /** Sets what every event is handed to. */
  handle(handler: Handler): void {
    this.#handler = handler
  }

  /** Plans an event of kind `what` for the instant `at`, seconds. */
  schedule(at: number, what: number, a: number, b: number): void {
    this.#queue.push(at, what, a, b)
  }

  /** The instant of the next event, Infinity if there is none. */
  get next(): number {
    return this.#queue.peek()
  }

  /** Lets the next event happen; false if there was none. */
  step(): boolean {
    const queue = this.#queue
    if (!queue.pop()) return false
    this.events++
    this.#handler(queue.time, queue.what, queue.a, queue.b)
    return true
  }

  /** Lets at most `most` events happen, up to the instant `until`; returns how many did. */
  run(until: number, most = Number.POSITIVE_INFINITY): number {
    const before = this.events
    while (this.events - before < most && this.#queue.peek() <= until) this.step()
    return this.events - before
  }
}
