/** The first interval between automatic samples, seconds: in small swarms and in large ones. */
const FIRST_STEP_SECONDS = 2 ** -10
const FIRST_STEP_SECONDS_LARGE = 2 ** -2

/** A sample looks at every peer; from so many peers on, very short runs get fewer samples. */
const LARGE_SWARM = 1000

/** Returns the first interval between automatic samples of a swarm of `peers` peers, seconds. */
export function firstStepSeconds(peers: number): number {
  return peers < LARGE_SWARM ? FIRST_STEP_SECONDS : FIRST_STEP_SECONDS_LARGE
}

/**
 * When the series is sampled: at a fixed interval, or automatically. Automatic sampling begins with
 * a short interval. Whenever the series has 300 rows, every other row goes and the interval
 * doubles. So a run has 150 to 300 rows, unless it is shorter than 150 first intervals, and the
 * number of
 * samples grows with the logarithm of its length.
 */
export class SampleTimes {
  /** When the next sample is due, seconds. */
  next: number
  #stepSeconds: number
  #steps = 1

  /** `fixedSeconds`: the interval; 0 for automatic sampling. */
  constructor(fixedSeconds: number, firstSeconds: number) {
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
