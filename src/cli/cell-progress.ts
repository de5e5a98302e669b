import { SingleBar } from 'cli-progress'
import { formatSeconds } from '../lab/units.js'
import { type Output, sayOver } from './terminal.js'

/** How far many runs are. */
export interface CellStanding {
  readonly cells: number
  readonly finished: number
  /** How long one thread would be at work on the rest; if not said, runs cost about alike. */
  readonly leftWorkSeconds?: number
}

/** Shows how far many runs are: a bar on a terminal, plain lines elsewhere. */
export class CellProgress {
  readonly #began = performance.now() / 1000
  readonly #bar: SingleBar | undefined
  #shownSeconds = Number.NEGATIVE_INFINITY
  #workSeconds = 0
  #ran = 0

  constructor(
    readonly name: string,
    readonly output: Output,
    readonly quiet: boolean,
  ) {
    if (quiet || output.isTTY !== true) return
    this.#bar = new SingleBar({
      stream: output as NodeJS.WritableStream,
      gracefulExit: false,
      // What is said between times writes over it.
      forceRedraw: true,
      format: '{words}',
    })
    this.#bar.start(1, 0, { words: name })
  }

  /** A cell has finished, and took a thread so long; `standing` is asked only if it is shown. */
  finished(workSeconds: number, standing: () => CellStanding): void {
    this.#workSeconds += workSeconds
    this.#ran++
    const elapsed = performance.now() / 1000 - this.#began
    const apart = this.#bar === undefined ? SECONDS_BETWEEN_LINES : SECONDS_BETWEEN_FRAMES
    if (this.quiet || elapsed - this.#shownSeconds < apart) return
    this.#shownSeconds = elapsed
    this.#show(this.#words(standing(), elapsed))
  }

  /** Says a line that is not to be drawn over. */
  say(line: string): void {
    sayOver(this.output, line)
  }

  /** Shows the last standing and gives the terminal back. */
  end(standing: CellStanding): void {
    if (this.quiet) return
    const elapsed = performance.now() / 1000 - this.#began
    const { cells, finished } = standing
    const took = `${formatSeconds(elapsed)}, ${formatSeconds(this.#workSeconds)} of work on threads`
    this.#show(`${this.name}: ${finished} of ${cells} runs, took ${took}`)
    this.#bar?.stop()
  }

  #words(standing: CellStanding, elapsed: number): string {
    const { cells, finished } = standing
    const percent = Math.floor((100 * finished) / cells)
    const usualWork = (this.#workSeconds / this.#ran) * (cells - finished)
    // As much wall time for a second of work as until now.
    const left = ((standing.leftWorkSeconds ?? usualWork) * elapsed) / this.#workSeconds
    const rest = Number.isFinite(left) && left > 0 ? `, about ${formatSeconds(left)} left` : ''
    return `${this.name}: ${percent} %, ${finished} of ${cells} runs${rest}`
  }

  #show(words: string): void {
    if (this.#bar) this.#bar.update({ words })
    else this.output.write(`${words}\n`)
  }
}

const SECONDS_BETWEEN_LINES = 5
const SECONDS_BETWEEN_FRAMES = 0.2
