import { formatSeconds } from '../../lab/scenario/units.js'
import { StatusLine } from './status-line.js'
import { type Output, printAbove } from './terminal.js'

/** How many runs of a batch are finished. */
export interface BatchStatus {
  readonly total: number
  readonly finished: number
  /** CPU time of the remaining runs; by default they cost as much as the finished ones. */
  readonly leftWorkSeconds?: number
}

/** Shows how many runs of a batch are finished: a status line on a terminal, lines elsewhere. */
export class BatchProgress {
  readonly #began = wallSeconds()
  readonly #line: StatusLine | undefined
  #lastLineSeconds = Number.NEGATIVE_INFINITY
  #workSeconds = 0
  #ran = 0

  constructor(
    readonly name: string,
    readonly output: Output,
    readonly quiet: boolean,
  ) {
    if (quiet || output.isTTY !== true) return
    this.#line = new StatusLine(output, wallSeconds)
    this.#line.draw(() => name)
  }

  /** Counts a finished run and its CPU time; `status` is called only if it is shown. */
  finished(workSeconds: number, status: () => BatchStatus): void {
    this.#workSeconds += workSeconds
    this.#ran++
    const elapsed = wallSeconds() - this.#began
    const text = () => this.#text(status(), elapsed)
    if (this.#line !== undefined) this.#line.draw(text)
    else if (!this.quiet && elapsed - this.#lastLineSeconds >= SECONDS_BETWEEN_LINES) {
      this.#lastLineSeconds = elapsed
      this.output.write(`${text()}\n`)
    }
  }

  /** Writes a line above the status line. */
  print(line: string): void {
    printAbove(this.output, line)
    this.#line?.redraw()
  }

  /** Shows the final status. */
  end(status: BatchStatus): void {
    if (this.quiet) return
    const elapsed = wallSeconds() - this.#began
    const { total, finished } = status
    const took = `${formatSeconds(elapsed)} (${formatSeconds(this.#workSeconds)} of CPU time)`
    printAbove(this.output, `${this.name}: ${finished} of ${total} runs in ${took}`)
  }

  #text(status: BatchStatus, elapsed: number): string {
    const { total, finished } = status
    const percent = Math.floor((100 * finished) / total)
    const usualWork = (this.#workSeconds / this.#ran) * (total - finished)
    // Assumes that a second of CPU time takes as much wall time as until now.
    const left = ((status.leftWorkSeconds ?? usualWork) * elapsed) / this.#workSeconds
    const rest = Number.isFinite(left) && left > 0 ? `, about ${formatSeconds(left)} left` : ''
    return `${this.name}: ${percent} %, ${finished} of ${total} runs${rest}`
  }
}

const SECONDS_BETWEEN_LINES = 5

const wallSeconds = () => performance.now() / 1000
