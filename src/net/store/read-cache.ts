import { Semaphore } from './semaphore.js'
import { SharedBuffers } from './shared-buffers.js'

/** The most loads at a time, since each holds memory. */
const MAX_LOADS = 16

/** Fills a buffer of one cache line, and returns the part that it has filled. */
export type Fill = (buffer: Buffer) => Promise<Uint8Array>

/** A load of a line, and the number of callers that wait for it. */
interface Load {
  waiting: number
  line: Promise<Uint8Array> | null
}

/**
 * An LRU cache of what was read, in lines of a fixed size. The memory of a line is reused once the
 * line is evicted and all its readers have released it.
 */
export class ReadCache {
  readonly #lines = new Map<number, Uint8Array>()
  readonly #loads = new Map<number, Load>()
  readonly #semaphore = new Semaphore(MAX_LOADS)
  readonly #most: () => number
  readonly #buffers: SharedBuffers

  /** `mostLines` is the current capacity, which may change. */
  constructor(mostLines: () => number, lineBytes: number) {
    this.#most = mostLines
    this.#buffers = new SharedBuffers(lineBytes, () => Math.min(MAX_LOADS, mostLines()))
  }

  /** Returns a cached line, or undefined; the caller must release it. */
  get(line: number): Uint8Array | undefined {
    const bytes = this.#lines.get(line)
    if (bytes === undefined) return undefined
    this.#lines.delete(line)
    this.#lines.set(line, bytes)
    this.#buffers.hold(bytes)
    return bytes
  }

  /** Loads a line that is not cached, once for all who ask; the caller must release it. */
  load(line: number, fill: Fill): Promise<Uint8Array> {
    const load = this.#loads.get(line) ?? { waiting: 0, line: null }
    load.waiting++
    if (load.line === null) {
      this.#loads.set(line, load)
      load.line = this.#semaphore.run(() => this.#fill(line, load, fill))
    }
    return load.line
  }

  /** Releases a line, or a view of it. */
  release(view: Uint8Array): void {
    this.#buffers.release(view)
  }

  /** Evicts lines from `first` to before `end`, including those being loaded. */
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
