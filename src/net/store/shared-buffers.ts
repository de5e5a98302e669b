import { alignedBuffer } from './aligned-buffer.js'

/** A buffer and how many hold it. */
interface Shared {
  readonly buffer: Buffer
  holders: number
}

/**
 * Buffers of one size that several may read at once, and that are used again when the last of them
 * has let go. One that somebody forgets to let go of is garbage like any other, nothing worse.
 */
export class SharedBuffers {
  readonly #bytes: number
  readonly #mostIdle: () => number
  readonly #idle: Shared[] = []
  /** By their memory, which all views of a buffer share. */
  readonly #shared = new WeakMap<ArrayBufferLike, Shared>()

  /** Buffers of `bytes` each, of which at most `mostIdle` are kept while nobody holds them. */
  constructor(bytes: number, mostIdle: () => number) {
    this.#bytes = bytes
    this.#mostIdle = mostIdle
  }

  /** A buffer whose bytes are anything, with one holder. */
  take(): Buffer {
    const shared = this.#idle.pop() ?? this.#make()
    shared.holders = 1
    return shared.buffer
  }

  /** One holder more of the buffer that this is a view of. */
  hold(view: Uint8Array): void {
    const shared = this.#shared.get(view.buffer)
    if (shared !== undefined && shared.holders > 0) shared.holders++
  }

  /** One holder fewer; what is no view of a buffer from here is left alone. */
  release(view: Uint8Array): void {
    const shared = this.#shared.get(view.buffer)
    if (shared === undefined || shared.holders === 0) return
    shared.holders--
    if (shared.holders === 0 && this.#idle.length < this.#mostIdle()) this.#idle.push(shared)
  }

  #make(): Shared {
    const shared = { buffer: alignedBuffer(this.#bytes), holders: 0 }
    this.#shared.set(shared.buffer.buffer, shared)
    return shared
  }
}
