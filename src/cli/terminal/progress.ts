import { formatSeconds } from '../../lab/scenario/units.js'
import { numberText } from '../../lab/summary/metric-text.js'
import { barRow } from './bar-row.js'
import { DrawnLine } from './drawn-line.js'
import type { Output } from './terminal.js'

/** How far a run is. */
export interface RunStatus {
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
  update(standing: RunStatus): void
  /** Shows the last standing and gives the terminal back. */
  end(standing: RunStatus): void
}

/** Wall-clock time in seconds. */
export type Clock = () => number

const LINE_EVERY_SECONDS = 5
const LINE_EVERY_SHARE = 0.1
/** A run over in a second needs no ten lines. */
const LINES_APART_SECONDS = 0.5

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
  share({ now, gainedShare }: RunStatus) {
    return Math.min(1, Math.max(now / this.untilSeconds, gainedShare))
  }

  phrases(standing: RunStatus, share: number): Phrases {
    const { now, completed, expected, events } = standing
    const elapsed = this.elapsed
    const rate = threeDigits(elapsed > 0 ? events / elapsed : 0)
    return {
      simulated: `${formatSeconds(now)} simulated`,
      done: `${numberText(completed)} of ${numberText(expected)} peers done`,
      // On real sockets there are none.
      ...(events > 0 ? { rate: `${numberText(rate)} events/s` } : {}),
      ...(share > 0 && share < 1
        ? { left: `about ${formatSeconds((elapsed * (1 - share)) / share)} left` }
        : {}),
    }
  }

  words(standing: RunStatus, share: number): string {
    const { simulated, done, rate, left } = this.phrases(standing, share)
    return joined(simulated, done, rate, left)
  }
}

interface Phrases {
  readonly simulated: string
  readonly done: string
  readonly rate?: string
  readonly left?: string
}

function joined(...phrases: (string | undefined)[]): string {
  return phrases.filter((phrase) => phrase !== undefined).join(', ')
}

/** The next digits of a rate flicker and tell nothing. */
function threeDigits(amount: number): number {
  return Number(amount.toPrecision(3))
}

class Lines implements Progress {
  #lastSeconds = 0
  #lastShare = 0

  constructor(
    readonly name: string,
    readonly output: Output,
    readonly pace: Pace,
  ) {}

  update(standing: RunStatus) {
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

  end(standing: RunStatus) {
    const took = `ran for ${formatSeconds(this.pace.elapsed)}`
    this.output.write(`${this.name}: ${took}, ${this.pace.words(standing, 1)}\n`)
  }
}

class Bar implements Progress {
  readonly #line: DrawnLine

  constructor(
    readonly name: string,
    output: Output,
    readonly pace: Pace,
  ) {
    this.#line = new DrawnLine(output, pace.clock)
  }

  update(standing: RunStatus) {
    const share = this.pace.share(standing)
    this.#line.draw(() => this.#text(share, this.pace.phrases(standing, share)))
  }

  end(standing: RunStatus) {
    this.#line.end(this.#text(this.pace.share(standing), this.pace.phrases(standing, 1)))
  }

  /** The least important words give way first. */
  #text(share: number, { simulated, done, rate, left }: Phrases): string {
    const most = joined(simulated, done, rate, left)
    const wordings = [most, joined(simulated, done, left), joined(done, left)]
    return barRow(this.name, share, wordings, this.#line.columns)
  }
}
