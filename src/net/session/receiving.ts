import type { RateLimit } from '../rate-limit.js'
import type { Cancel, Clock } from '../wall-clock.js'

/** One whose reading can be stopped for a while. */
export interface Reader {
  pause(): void
  resume(): void
}

/**
 * Keeps what is read within a rate, and within what the disk takes: while either is used up no
 * connection is read, so that the neighbours have to wait.
 */
export class Receiving {
  readonly #clock: Clock
  readonly #limit: RateLimit
  readonly #readers = new Set<Reader>()
  readonly #mostWaitingBytes: number
  #waitingBytes = 0
  #isLate = false
  #cancel: Cancel | null = null

  /** At most about `mostWaitingBytes` wait to be written. */
  constructor(clock: Clock, limit: RateLimit, mostWaitingBytes: number) {
    this.#clock = clock
    this.#limit = limit
    this.#mostWaitingBytes = mostWaitingBytes
  }

  join(reader: Reader): void {
    this.#readers.add(reader)
    if (this.#isPaused) reader.pause()
  }

  leave(reader: Reader): void {
    this.#readers.delete(reader)
  }

  stop(): void {
    this.#cancel?.()
    this.#readers.clear()
  }

  /** So many bytes were read. */
  received(bytes: number): void {
    const now = this.#clock.now()
    this.#limit.spend(now, bytes)
    const seconds = this.#limit.whenSeconds(now, 1)
    if (seconds === 0 || this.#isLate) return
    this.#change(() => {
      this.#isLate = true
    })
    this.#cancel = this.#clock.after(seconds, () => {
      this.#change(() => {
        this.#isLate = false
      })
    })
  }

  /** So many bytes more wait to be written; fewer, if less than 0. */
  wait(bytes: number): void {
    this.#change(() => {
      this.#waitingBytes += bytes
    })
  }

  get #isPaused(): boolean {
    return this.#isLate || this.#waitingBytes > this.#mostWaitingBytes
  }

  #change(how: () => void): void {
    const before = this.#isPaused
    how()
    if (this.#isPaused === before) return
    for (const reader of this.#readers) {
      if (before) reader.resume()
      else reader.pause()
    }
  }
}
