import type { Cancel, Clock } from '../wall-clock.js'

/** libtorrent 2's `connection_speed`: a loop that opens hundreds of sockets at once is deaf. */
const DIALS_PER_SECOND = 30

/** Dials one after the other, at most thirty a second, as long as there is somebody to dial. */
export class DialPace {
  readonly #clock: Clock
  readonly #dial: () => boolean
  /** Since the last dial not enough time has passed for another. */
  #isWaiting = false
  #cancel: Cancel = () => undefined

  /** `dial` dials one address and answers true, or false if there is none to dial. */
  constructor(clock: Clock, dial: () => boolean) {
    this.#clock = clock
    this.#dial = dial
  }

  /** There may be somebody to dial: at once, or when it is time. */
  go(): void {
    if (this.#isWaiting || !this.#dial()) return
    this.#isWaiting = true
    this.#cancel = this.#clock.after(1 / DIALS_PER_SECOND, () => {
      this.#isWaiting = false
      this.go()
    })
  }

  /** Dials nobody any more. */
  stop(): void {
    this.#isWaiting = true
    this.#cancel()
  }
}
