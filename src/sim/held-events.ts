/** An event of a connection that an outage holds up. */
interface HeldEvent {
  readonly what: number
  readonly b: number
  /** When it may happen, if no other outage holds it up then, seconds. */
  at: number
}

/** The events that outages hold up, in a queue for each connection: they keep their order. */
export class HeldEvents {
  /** By `#key`; no queue is empty. */
  readonly #queues = new Map<number, HeldEvent[]>()
  readonly #endpointCount: number

  constructor(endpointCount: number) {
    this.#endpointCount = endpointCount
  }

  /** Returns when the last event of a connection's queue may happen; -Infinity if it is empty. */
  lastAt(generation: number, o: number): number {
    if (this.#queues.size === 0) return Number.NEGATIVE_INFINITY
    return this.#queues.get(this.#key(generation, o))?.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  }

  /** Adds an event behind those of the same connection. */
  push(generation: number, o: number, event: HeldEvent): void {
    const key = this.#key(generation, o)
    const queue = this.#queues.get(key)
    if (queue === undefined) this.#queues.set(key, [event])
    else queue.push(event)
  }

  /** Returns the first event of a connection, which has one. */
  first(generation: number, o: number): HeldEvent {
    return (this.#queues.get(this.#key(generation, o)) as HeldEvent[])[0]
  }

  /** Removes the first event of a connection. */
  shift(generation: number, o: number): void {
    const key = this.#key(generation, o)
    const queue = this.#queues.get(key) as HeldEvent[]
    if (queue.length === 1) this.#queues.delete(key)
    else queue.shift()
  }

  /** An endpoint's connections, one after the other, have queues of their own. */
  #key(generation: number, o: number): number {
    return generation * this.#endpointCount + o
  }
}
