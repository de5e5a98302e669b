import { StatusLine } from '../terminal/status-line.js'
import { type Output, printAbove } from '../terminal/terminal.js'

const SECONDS_BETWEEN_LINES = 10

/** Shows how far a search or a replay is: a status line on a terminal, lines elsewhere. */
export class FuzzProgress {
  readonly #output: Output
  readonly #quiet: boolean
  readonly #line: StatusLine | undefined
  #lastSeconds = wallSeconds()

  constructor(output: Output, quiet: boolean) {
    this.#output = output
    this.#quiet = quiet
    if (!quiet && output.isTTY === true) this.#line = new StatusLine(output, wallSeconds)
  }

  show(text: () => string): void {
    if (this.#quiet) return
    if (this.#line !== undefined) this.#line.draw(text)
    else if (wallSeconds() - this.#lastSeconds >= SECONDS_BETWEEN_LINES) {
      this.#lastSeconds = wallSeconds()
      this.#output.write(`${text()}\n`)
    }
  }

  print(line: string): void {
    if (this.#quiet) return
    printAbove(this.#output, line)
    this.#line?.redraw()
  }

  /** Removes the status line before the report. */
  end(): void {
    this.#line?.clear()
  }
}

const wallSeconds = () => performance.now() / 1000
