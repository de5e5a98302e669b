import { formatSeconds } from '../../lab/scenario/units.js'
import { numberText } from '../../lab/summary/metric-text.js'
import { barRow } from './bar-row.js'
import { StatusLine } from './status-line.js'
import type { Output } from './terminal.js'

/** How far a run is. */
export interface RunStatus {
  /** Seconds of the scenario. */
  readonly now: number
  readonly completed: number
  readonly expected: number
  /** Share of all wanted pieces that have been downloaded, 0 to 1. */
  readonly gainedShare: number
  readonly events: number
}

/** Shows how far a run is. */
export interface Progress {
  update(status: RunStatus): void
  /** Shows the final status. */
  end(status: RunStatus): void
}

/** Wall-clock time in seconds. */
export type Clock = () => number

const LINE_EVERY_SECONDS = 5
const LINE_EVERY_SHARE = 0.1
/** A run of one second needs no ten lines. */
const LINES_APART_SECONDS = 0.5

const wallClock: Clock = () => performance.now() / 1000

/** How a run is shown. */
export interface ProgressOptions {
  readonly quiet: boolean
  /** Whether the run is on real sockets, where nothing is simulated. */
  readonly onSockets?: boolean
  readonly clock?: Clock
}

/** Shows a bar on a terminal, plain lines elsewhere, nothing if `quiet`. */
export function showProgress(
  name: string,
  untilSeconds: number,
  output: Output,
  { quiet, onSockets = false, clock = wallClock }: ProgressOptions,
): Progress {
  if (quiet) return { update() {}, end() {} }
  const pace = new Pace(untilSeconds, onSockets ? 'of scenario time' : 'simulated', clock)
  return output.isTTY === true ? new Bar(name, output, pace) : new Lines(name, output, pace)
}

/** Rates and remaining time, from a status and the time since the start. */
class Pace {
  readonly #startSeconds: number

  constructor(
    readonly untilSeconds: number,
    readonly timeName: string,
    readonly clock: Clock,
  ) {
    this.#startSeconds = clock()
  }

  get elapsed() {
    return this.clock() - this.#startSeconds
  }

  /** A run ends when all peers are complete or its time is up, whichever is nearer. */
  share({ now, gainedShare }: RunStatus) {
    return Math.min(1, Math.max(now / this.untilSeconds, gainedShare))
  }

  phrases(status: RunStatus, share: number): Phrases {
    const { now, completed, expected, events } = status
    const elapsed = this.elapsed
    const rate = threeDigits(elapsed > 0 ? events / elapsed : 0)
    return {
      time: `${formatSeconds(now)} ${this.timeName}`,
      done: `${numberText(completed)} of ${numberText(expected)} peers done`,
      // On real sockets there are no events.
      ...(events > 0 ? { rate: `${numberText(rate)} events/s` } : {}),
      ...(share > 0 && share < 1
        ? { left: `about ${formatSeconds((elapsed * (1 - share)) / share)} left` }
        : {}),
    }
  }

  text(status: RunStatus, share: number): string {
    const { time, done, rate, left } = this.phrases(status, share)
    return joined(time, done, rate, left)
  }
}

interface Phrases {
  readonly time: string
  readonly done: string
  readonly rate?: string
  readonly left?: string
}

function joined(...phrases: (string | undefined)[]): string {
  return phrases.filter((phrase) => phrase !== undefined).join(', ')
}

/** More digits of a rate would only flicker. */
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

  update(status: RunStatus) {
    const since = this.pace.elapsed - this.#lastSeconds
    if (since < LINES_APART_SECONDS) return
    const share = this.pace.share(status)
    if (since < LINE_EVERY_SECONDS && share - this.#lastShare < LINE_EVERY_SHARE) return
    this.#lastSeconds = this.pace.elapsed
    this.#lastShare = share
    this.output.write(
      `${this.name}: ${Math.floor(100 * share)} %, ${this.pace.text(status, share)}\n`,
    )
  }

  end(status: RunStatus) {
    const took = `ran for ${formatSeconds(this.pace.elapsed)}`
    this.output.write(`${this.name}: ${took}, ${this.pace.text(status, 1)}\n`)
  }
}

class Bar implements Progress {
  readonly #line: StatusLine

  constructor(
    readonly name: string,
    output: Output,
    readonly pace: Pace,
  ) {
    this.#line = new StatusLine(output, pace.clock)
  }

  update(status: RunStatus) {
    const share = this.pace.share(status)
    this.#line.draw(() => this.#text(share, this.pace.phrases(status, share)))
  }

  end(status: RunStatus) {
    this.#line.end(this.#text(this.pace.share(status), this.pace.phrases(status, 1)))
  }

  /** Leaves out the least important parts first if the line is short. */
  #text(share: number, { time, done, rate, left }: Phrases): string {
    const most = joined(time, done, rate, left)
    const texts = [most, joined(time, done, left), joined(done, left)]
    return barRow(this.name, share, texts, this.#line.columns)
  }
}
