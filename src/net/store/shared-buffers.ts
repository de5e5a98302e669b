/**
 * Buffers of one size that several may read at once, and that are used again when the last of them
 * has let go. One that somebody forgets to let go of is garbage like any other, nothing worse.
 */
export class SharedBuffers {
  readonly #bytes: number
  readonly #mostIdle: () => number
  readonly #idle: Buffer[] = []
  /** How many hold a buffer, by its memory, which all views of it share. */
  readonly #holders = new WeakMap<ArrayBufferLike, number>()

  /** Buffers of `bytes` each, of which at most `mostIdle` are kept while nobody holds them. */
  constructor(bytes: number, mostIdle: () => number) {
    this.#bytes = bytes
    this.#mostIdle = mostIdle
  }

  /** A buffer whose bytes are anything, with one holder. */
  take(): Buffer {
    const buffer = this.#idle.pop() ?? Buffer.allocUnsafeSlow(this.#bytes)
    this.#holders.set(buffer.buffer, 1)
    return buffer
  }

  /** One holder more of the buffer that this is a view of. */
  hold(view: Uint8Array): void {
    const holders = this.#holders.get(view.buffer)
    if (holders !== undefined) this.#holders.set(view.buffer, holders + 1)
  }

  /** One holder fewer; what is no view of a buffer from here is left alone. */
  release(view: Uint8Array): void {
    const holders = this.#holders.get(view.buffer)
    if (holders === undefined) return
    if (holders > 1) {
      this.#holders.set(view.buffer, holders - 1)
      return
    }
    this.#holders.delete(view.buffer)
    if (this.#idle.length < this.#mostIdle()) this.#idle.push(Buffer.from(view.buffer))
  }
}
