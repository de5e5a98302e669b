import { cutToColumns } from './columns.js'
import { CLEAR_LINE, type Output } from './terminal.js'

/** Faster updates cannot be read. */
const SECONDS_BETWEEN_FRAMES = 0.2
const USUAL_COLUMNS = 80

/** A terminal's last line, redrawn as its text changes; others may write over it in between. */
export class StatusLine {
  #shown = ''
  #drawnSeconds = Number.NEGATIVE_INFINITY

  /** `clock` is wall-clock time in seconds. */
  constructor(
    readonly output: Output,
    readonly clock: () => number,
  ) {}

  /** The columns to use: a "^C" shown behind the text must not wrap. */
  get columns(): number {
    return (this.output.columns || USUAL_COLUMNS) - '^C '.length
  }

  /** Draws the line, unless it was drawn just now; `text` is called only if it is. */
  draw(text: () => string): void {
    const now = this.clock()
    if (now - this.#drawnSeconds < SECONDS_BETWEEN_FRAMES) return
    this.#drawnSeconds = now
    this.#shown = cutToColumns(text(), this.columns)
    this.redraw()
  }

  /** Draws the line for the last time; later output goes below it. */
  end(text: string): void {
    this.output.write(`${CLEAR_LINE}${text}\n`)
  }

  /** Draws the same text again, below what was written over it. */
  redraw(): void {
    this.output.write(`${CLEAR_LINE}${this.#shown}`)
  }

  /** Removes the line. */
  clear(): void {
    if (this.#shown !== '') this.output.write(CLEAR_LINE)
  }
}
