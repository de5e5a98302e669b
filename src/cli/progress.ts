import { SingleBar } from 'cli-progress'
import { formatSeconds } from '../lab/units.js'
import type { Output } from './terminal.js'

/** How far a run is. */
export interface Standing {
  /** Simulated seconds. */
  readonly now: number
  readonly completed: number
  readonly expected: number
  /** Share of the pieces that are to be got that are there, 0 to 1. */
  readonly gainedShare: number
  readonly events: number
}

/** Shows how far a run is. */
export interface Progress {
  update(standing: Standing): void
  /** Shows the last standing and gives the terminal back. */
  end(standing: Standing): void
}

/** Wall-clock time in seconds. */
export type Clock = () => number

const LINE_EVERY_SECONDS = 5
const LINE_EVERY_SHARE = 0.1
/** A run over in a second needs no ten lines. */
const LINES_APART_SECONDS = 0.5
const BAR_FRAMES_PER_SECOND = 5
const BAR_WIDEST = 30
const BAR_STEPS = 1000

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

const wallClock: Clock = () => performance.now() / 1000

/** A bar on a terminal, plain lines elsewhere, nothing if `quiet`. */
export function showProgress(
  name: string,
  untilSeconds: number,
  output: Output,
  quiet: boolean,
  clock = wallClock,
): Progress {
  if (quiet) return { update() {}, end() {} }
  const pace = new Pace(untilSeconds, clock)
  return output.isTTY === true ? new Bar(name, output, pace) : new Lines(name, output, pace)
}

/** What follows from a standing and the time that it took to get there. */
class Pace {
  readonly #startSeconds: number

  constructor(
    readonly untilSeconds: number,
    readonly clock: Clock,
  ) {
    this.#startSeconds = clock()
  }

  get elapsed() {
    return this.clock() - this.#startSeconds
  }

  /** A run ends when all are complete or its time is up: what is nearer counts. */
  share({ now, gainedShare }: Standing) {
    return Math.min(1, Math.max(now / this.untilSeconds, gainedShare))
  }

  words(standing: Standing, share: number) {
    const { now, completed, expected, events } = standing
    const elapsed = this.elapsed
    return [
      `${whole.format(now)} s simulated`,
      `${whole.format(completed)} of ${whole.format(expected)} peers done`,
      // On real sockets there are none.
      ...(events > 0 ? [`${short.format(elapsed > 0 ? events / elapsed : 0)} events/s`] : []),
      ...(share > 0 && share < 1
        ? [`about ${formatSeconds((elapsed * (1 - share)) / share)} left`]
        : []),
    ].join(', ')
  }
}

class Lines implements Progress {
  #lastSeconds = 0
  #lastShare = 0

  constructor(
    readonly name: string,
    readonly output: Output,
    readonly pace: Pace,
  ) {}

  update(standing: Standing) {
    const since = this.pace.elapsed - this.#lastSeconds
    if (since < LINES_APART_SECONDS) return
    const share = this.pace.share(standing)
    if (since < LINE_EVERY_SECONDS && share - this.#lastShare < LINE_EVERY_SHARE) return
    this.#lastSeconds = this.pace.elapsed
    this.#lastShare = share
    this.output.write(
      `${this.name}: ${Math.floor(100 * share)} %, ${this.pace.words(standing, share)}\n`,
    )
  }

  end(standing: Standing) {
    const took = `ran for ${formatSeconds(this.pace.elapsed)}`
    this.output.write(`${this.name}: ${took}, ${this.pace.words(standing, 1)}\n`)
  }
}

class Bar implements Progress {
  readonly #bar: SingleBar

  constructor(
    readonly name: string,
    output: Output,
    readonly pace: Pace,
  ) {
    this.#bar = new SingleBar({
      stream: output as NodeJS.WritableStream,
      fps: BAR_FRAMES_PER_SECOND,
      gracefulExit: false,
      format: (_options, params, { words }: { words: string }) => {
        const percent = `${Math.floor(100 * params.progress)}`.padStart(3)
        const rest = `${name} ${percent} % ${words}`
        const size = Math.min(BAR_WIDEST, Math.max(0, (output.columns || 80) - rest.length - 4))
        const full = Math.round(size * params.progress)
        const bar = size > 0 ? ` [${'='.repeat(full)}${'-'.repeat(size - full)}]` : ''
        return `${name}${bar} ${percent} % ${words}`
      },
    })
    this.#bar.start(BAR_STEPS, 0, { words: '' })
  }

  update(standing: Standing) {
    const share = this.pace.share(standing)
    this.#bar.update(BAR_STEPS * share, { words: this.pace.words(standing, share) })
  }

  end(standing: Standing) {
    const share = this.pace.share(standing)
    this.#bar.update(BAR_STEPS * share, { words: this.pace.words(standing, 1) })
    this.#bar.stop()
  }
}
