import type { Cancel, Clock } from '../common/wall-clock.js'

/** libtorrent 2's `connection_speed`. */
const DEFAULT_PER_SECOND = 30

/**
 * Dials one after the other, at most so many a second, as long as there is somebody to dial. After
 * each of them sockets have their turn: a loop that opens hundreds at once is deaf meanwhile.
 */
export class DialLimiter {
  readonly #clock: Clock
  readonly #dial: () => boolean
  readonly #perSecond: number
  readonly #turn: (what: () => void) => void
  /** Since the last dial not enough time has passed for another. */
  #isWaiting = false
  #isOver = false
  #cancel: Cancel = () => undefined

  /**
   * `dial` dials one address and answers true, or false if there is none to dial. Infinitely many
   * a second are one a turn of the event loop, which `turn` waits for.
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

  /** There may be somebody to dial: at once, or when it is time. */
  trigger(): void {
    if (this.#isWaiting || this.#isOver || !this.#dial()) return
    this.#isWaiting = true
    // Not in the timer itself: the timers of many that are due go off without a turn between them.
    this.#cancel = this.#clock.after(1 / this.#perSecond, () => this.#turn(this.#next))
  }

  /** Dials nobody any more. */
  stop(): void {
    this.#isOver = true
    this.#cancel()
  }

  readonly #next = () => {
    this.#isWaiting = false
    this.trigger()
  }
}
