import { alignedBuffer } from './aligned-buffer.js'

/** A buffer and the number of its holders. */
interface Shared {
  readonly buffer: Buffer
  holders: number
}

/**
 * Reference-counted buffers of one size, reused once the last holder releases them. A buffer that
 * is never released is collected as garbage.
 */
export class SharedBuffers {
  readonly #bytes: number
  readonly #mostIdle: () => number
  readonly #idle: Shared[] = []
  /** By memory, which all views of a buffer share. */
  readonly #shared = new WeakMap<ArrayBufferLike, Shared>()

  /** Makes buffers of `bytes` each, and keeps at most `mostIdle` of them for reuse. */
  constructor(bytes: number, mostIdle: () => number) {
    this.#bytes = bytes
    this.#mostIdle = mostIdle
  }

  /** Returns a buffer with arbitrary bytes and one holder. */
  take(): Buffer {
    const shared = this.#idle.pop() ?? this.#make()
    shared.holders = 1
    return shared.buffer
  }

  /** Adds a holder to the buffer of this view. */
  hold(view: Uint8Array): void {
    const shared = this.#shared.get(view.buffer)
    if (shared !== undefined && shared.holders > 0) shared.holders++
  }

  /** Removes a holder from the buffer of this view; ignores memory from elsewhere. */
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
