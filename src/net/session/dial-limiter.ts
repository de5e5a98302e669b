import type { Cancel, Clock } from '../common/wall-clock.js'

/** libtorrent 2's `connection_speed`. */
const DEFAULT_PER_SECOND = 30

/**
 * Limits how many addresses are dialled per second. Sockets get a turn of the event loop after each
 * dial: a loop that opens hundreds of connections at once reads nothing meanwhile.
 */
export class DialLimiter {
  readonly #clock: Clock
  readonly #dial: () => boolean
  readonly #perSecond: number
  readonly #turn: (what: () => void) => void
  /** Whether the last dial was too recent for another one. */
  #isWaiting = false
  #isOver = false
  #cancel: Cancel = () => undefined

  /**
   * `dial` dials one address and returns true, or returns false if there is none. With an infinite
   * rate, one address is dialled per turn of the event loop, which `turn` waits for.
   */
  constructor(
    clock: Clock,
    dial: () => boolean,
    perSecond = DEFAULT_PER_SECOND,
    turn: (what: () => void) => void = setImmediate,
  ) {
    this.#clock = clock
    this.#dial = dial
    this.#perSecond = perSecond
    this.#turn = turn
  }

  /** Dials the next address, if there is one, as soon as the rate allows. */
  trigger(): void {
    if (this.#isWaiting || this.#isOver || !this.#dial()) return
    this.#isWaiting = true
    // Not in the timer itself: timers that are due together run without a turn in between.
    this.#cancel = this.#clock.after(1 / this.#perSecond, () => this.#turn(this.#next))
  }

  /** Stops dialling. */
  stop(): void {
    this.#isOver = true
    this.#cancel()
  }

  readonly #next = () => {
    this.#isWaiting = false
    this.trigger()
  }
}
