import type { RateLimit } from '../rate-limit.js'
import { Rounds } from '../rounds.js'
import type { Cancel, Clock } from '../wall-clock.js'

/** One who may have blocks to send. */
export interface Sender {
  /** Sends a block, if there is one and room for it, and answers its bytes on the wire, or 0. */
  sendOne(): number
}

/** Sends blocks, a block a turn of each link, as fast as the limit and the sockets permit. */
export class Sending {
  readonly #clock: Clock
  readonly #rounds: Rounds<Sender>
  #cancel: Cancel | null = null
  #isServing = false

  /** The limit's burst holds a turn. */
  constructor(clock: Clock, limit: RateLimit, turnBytes: number) {
    this.#clock = clock
    this.#rounds = new Rounds(limit, turnBytes)
  }

  /** The sender may have something to send. */
  join(sender: Sender): void {
    this.#rounds.join(sender)
    if (this.#cancel === null) this.#serve()
  }

  leave(sender: Sender): void {
    this.#rounds.leave(sender)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = () => undefined
  }

  #serve(): void {
    // A block sent may drain a socket at once, which leads back here.
    if (this.#isServing) return
    this.#isServing = true
    const seconds = this.#rounds.serve(this.#clock.now(), (sender) => {
      const bytes = sender.sendOne()
      if (bytes === 0) this.#rounds.leave(sender)
      return bytes
    })
    this.#isServing = false
    if (seconds === Number.POSITIVE_INFINITY) return
    this.#cancel = this.#clock.after(seconds, () => {
      this.#cancel = null
      this.#serve()
    })
  }
}
