import type { Cancel, Clock } from '../wall-clock.js'

/** One who may have blocks to send. */
export interface Sender {
  /** Begins to send a block, if there is one and room for it, and answers its payload, or 0. */
  sendOne(): number
}

/** What we send over. */
export interface Uplink {
  /** Infinity for no limit. */
  readonly bytesPerSecond: number
  /** What a block of so many bytes takes of it, with all its headers. */
  wireBytes(payloadBytes: number): number
}

/**
 * Sends blocks, a block a turn of each link that has some. With a limit a block is given to its
 * socket when its last byte would have left an uplink of that rate, as it would arrive there.
 */
export class Sending {
  /** Gives the block of the turn to its socket; set during `sendOne`. */
  next: () => void = () => undefined
  readonly #clock: Clock
  readonly #uplink: Uplink
  /** In order of turns. */
  readonly #senders = new Set<Sender>()
  #isWaiting = false
  #cancel: Cancel = () => undefined
  #isServing = false

  constructor(clock: Clock, uplink: Uplink) {
    this.#clock = clock
    this.#uplink = uplink
  }

  /** The sender may have something to send. */
  join(sender: Sender): void {
    this.#senders.add(sender)
    // A block sent may drain a socket at once, which leads back here.
    if (!this.#isWaiting && !this.#isServing) this.#serve(this.#clock.now())
  }

  leave(sender: Sender): void {
    this.#senders.delete(sender)
  }

  stop(): void {
    this.#cancel()
    this.#senders.clear()
  }

  /** Gives turns from the instant on at which the uplink became free. */
  #serve(from: number): void {
    let freeAt = from
    this.#isServing = true
    for (const sender of this.#senders) {
      // Whoever comes again comes last.
      this.#senders.delete(sender)
      const bytes = sender.sendOne()
      if (bytes === 0) continue
      this.#senders.add(sender)
      freeAt += this.#uplink.wireBytes(bytes) / this.#uplink.bytesPerSecond
      if (freeAt > this.#clock.now()) {
        this.#wait(freeAt)
        break
      }
      this.next()
    }
    this.#isServing = false
  }

  /** Timers go off late: the next block is begun when this one has left, not when that is seen. */
  #wait(freeAt: number): void {
    this.#isWaiting = true
    this.#cancel = this.#clock.after(freeAt - this.#clock.now(), () => {
      this.#isWaiting = false
      this.next()
      this.#serve(freeAt)
    })
  }
}
