/** The first interval between automatic samples, seconds. */
const FIRST_STEP_SECONDS = 2 ** -10

/**
 * When the series is sampled: at a fixed interval, or automatically. Automatic sampling begins with
 * 1/1024 s. Whenever the series has 400 rows, every other row goes and the interval doubles, so that
 * a run of any length has 200 to 400 rows, and a sample count that grows with its logarithm.
 */
export class SampleTimes {
  /** When the next sample is due, seconds. */
  next: number
  #stepSeconds: number
  #steps = 1

  /** `fixedSeconds`: the interval; 0 for automatic sampling. */
  constructor(fixedSeconds: number, firstSeconds = FIRST_STEP_SECONDS) {
    this.#stepSeconds = fixedSeconds > 0 ? fixedSeconds : firstSeconds
    this.next = this.#stepSeconds
  }

  /** Plans the next sample, once this one is taken. */
  advance(): void {
    this.next = ++this.#steps * this.#stepSeconds
  }

  /** Doubles the interval, after an even number of samples. */
  double(): void {
    this.#stepSeconds *= 2
    this.#steps = Math.ceil(this.#steps / 2)
    this.next = this.#steps * this.#stepSeconds
  }
}
