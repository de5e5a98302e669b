import { Gate } from './gate.js'

/** Loads under way at a time, each of which holds memory. */
const MOST_LOADS = 16

/**
 * What was read last, in lines of a fixed number of bytes, least recently used first. A line is
 * never overwritten: one that gives way lives on for those who still send of it.
 */
export class ReadCache {
  readonly #lines = new Map<number, Uint8Array>()
  readonly #loads = new Map<number, Promise<Uint8Array>>()
  readonly #gate = new Gate(MOST_LOADS)
  readonly #most: number

  /** Holds so many lines at most. */
  constructor(mostLines: number) {
    this.#most = mostLines
  }

  /** A line that is held, undefined if it is not. */
  get(line: number): Uint8Array | undefined {
    const bytes = this.#lines.get(line)
    if (bytes === undefined) return undefined
    this.#lines.delete(line)
    this.#lines.set(line, bytes)
    return bytes
  }

  /** A line that is not held; `read` is called unless the line is on its way already. */
  load(line: number, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const underWay = this.#loads.get(line)
    if (underWay) return underWay
    const load = this.#gate.pass(read).then(
      (bytes) => {
        if (this.#ended(line, load)) this.#hold(line, bytes)
        return bytes
      },
      (error) => {
        this.#ended(line, load)
        throw error
      },
    )
    this.#loads.set(line, load)
    return load
  }

  /** Forgets lines from `first` to before `end`, also those on their way. */
  forget(first: number, end: number): void {
    for (let line = first; line < end; line++) {
      this.#lines.delete(line)
      this.#loads.delete(line)
    }
  }

  /** Takes a load off the list; false if it was forgotten meanwhile. */
  #ended(line: number, load: Promise<Uint8Array>): boolean {
    return this.#loads.get(line) === load && this.#loads.delete(line)
  }

  #hold(line: number, bytes: Uint8Array): void {
    this.#lines.set(line, bytes)
    if (this.#lines.size > this.#most) this.#lines.delete(this.#lines.keys().next().value!)
  }
}
