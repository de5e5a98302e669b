import { Semaphore } from './semaphore.js'
import { SharedBuffers } from './shared-buffers.js'

/** Loads under way at a time, each of which holds memory. */
const MOST_LOADS = 16

/** Fills a buffer that has room for a whole line, and answers the part that it has filled. */
export type Fill = (buffer: Buffer) => Promise<Uint8Array>

/** A load of a line and how many wait for it. */
interface Load {
  waiting: number
  line: Promise<Uint8Array> | null
}

/**
 * What was read last, in lines of a fixed number of bytes, least recently used first. A line is
 * overwritten only when it has given way and all who were given it have released it.
 */
export class ReadCache {
  readonly #lines = new Map<number, Uint8Array>()
  readonly #loads = new Map<number, Load>()
  readonly #semaphore = new Semaphore(MOST_LOADS)
  readonly #most: () => number
  readonly #buffers: SharedBuffers

  /** Holds at most so many lines, which may change, of so many bytes. */
  constructor(mostLines: () => number, lineBytes: number) {
    this.#most = mostLines
    this.#buffers = new SharedBuffers(lineBytes, () => Math.min(MOST_LOADS, mostLines()))
  }

  /** A line that is held, undefined if it is not; to be released. */
  get(line: number): Uint8Array | undefined {
    const bytes = this.#lines.get(line)
    if (bytes === undefined) return undefined
    this.#lines.delete(line)
    this.#lines.set(line, bytes)
    this.#buffers.hold(bytes)
    return bytes
  }

  /** A line that is not held; to be released. It is filled unless it is on its way already. */
  load(line: number, fill: Fill): Promise<Uint8Array> {
    const load = this.#loads.get(line) ?? { waiting: 0, line: null }
    load.waiting++
    if (load.line === null) {
      this.#loads.set(line, load)
      load.line = this.#semaphore.run(() => this.#fill(line, load, fill))
    }
    return load.line
  }

  /** Whoever was given a line, or a part of it, reads it no more. */
  release(view: Uint8Array): void {
    this.#buffers.release(view)
  }

  /** Forgets lines from `first` to before `end`, also those on their way. */
  forget(first: number, end: number): void {
    for (let line = first; line < end; line++) {
      this.#drop(line)
      this.#loads.delete(line)
    }
  }

  async #fill(line: number, load: Load, fill: Fill): Promise<Uint8Array> {
    const buffer = this.#buffers.take()
    try {
      const bytes = await fill(buffer)
      for (let i = 0; i < load.waiting; i++) this.#buffers.hold(bytes)
      if (this.#loads.get(line) === load) this.#hold(line, bytes)
      return bytes
    } finally {
      if (this.#loads.get(line) === load) this.#loads.delete(line)
      this.#buffers.release(buffer)
    }
  }

  #hold(line: number, bytes: Uint8Array): void {
    this.#buffers.hold(bytes)
    this.#lines.set(line, bytes)
    while (this.#lines.size > this.#most()) this.#drop(this.#lines.keys().next().value!)
  }

  #drop(line: number): void {
    const bytes = this.#lines.get(line)
    if (bytes === undefined) return
    this.#lines.delete(line)
    this.#buffers.release(bytes)
  }
}
