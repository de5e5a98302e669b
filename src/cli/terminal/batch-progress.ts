import { formatSeconds } from '../../lab/scenario/units.js'
import { DrawnLine } from './drawn-line.js'
import { type Output, sayOver } from './terminal.js'

/** How far many runs are. */
export interface BatchStatus {
  readonly total: number
  readonly finished: number
  /** How long one thread would be at work on the rest; if not said, runs cost about alike. */
  readonly leftWorkSeconds?: number
}

/** Shows how far many runs are: a bar on a terminal, plain lines elsewhere. */
export class BatchProgress {
  readonly #began = wallSeconds()
  readonly #line: DrawnLine | undefined
  #saidSeconds = Number.NEGATIVE_INFINITY
  #workSeconds = 0
  #ran = 0

  constructor(
    readonly name: string,
    readonly output: Output,
    readonly quiet: boolean,
  ) {
    if (quiet || output.isTTY !== true) return
    this.#line = new DrawnLine(output, wallSeconds)
    this.#line.draw(() => name)
  }

  /** A cell has finished, and took a thread so long; `standing` is asked only if it is shown. */
  finished(workSeconds: number, standing: () => BatchStatus): void {
    this.#workSeconds += workSeconds
    this.#ran++
    const elapsed = wallSeconds() - this.#began
    const words = () => this.#words(standing(), elapsed)
    if (this.#line !== undefined) this.#line.draw(words)
    else if (!this.quiet && elapsed - this.#saidSeconds >= SECONDS_BETWEEN_LINES) {
      this.#saidSeconds = elapsed
      this.output.write(`${words()}\n`)
    }
  }

  /** Says a line that is not to be drawn over. */
  say(line: string): void {
    sayOver(this.output, line)
    this.#line?.redraw()
  }

  /** Shows the last standing and gives the terminal back. */
  end(standing: BatchStatus): void {
    if (this.quiet) return
    const elapsed = wallSeconds() - this.#began
    const { total: cells, finished } = standing
    const took = `${formatSeconds(elapsed)}, ${formatSeconds(this.#workSeconds)} of work on threads`
    sayOver(this.output, `${this.name}: ${finished} of ${cells} runs, took ${took}`)
  }

  #words(standing: BatchStatus, elapsed: number): string {
    const { total: cells, finished } = standing
    const percent = Math.floor((100 * finished) / cells)
    const usualWork = (this.#workSeconds / this.#ran) * (cells - finished)
    // As much wall time for a second of work as until now.
    const left = ((standing.leftWorkSeconds ?? usualWork) * elapsed) / this.#workSeconds
    const rest = Number.isFinite(left) && left > 0 ? `, about ${formatSeconds(left)} left` : ''
    return `${this.name}: ${percent} %, ${finished} of ${cells} runs${rest}`
  }
}

const SECONDS_BETWEEN_LINES = 5

const wallSeconds = () => performance.now() / 1000
