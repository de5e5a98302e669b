import { cutToColumns } from './columns.js'
import { type Output, WIPED } from './terminal.js'

/** A reader's eye follows no more. */
const SECONDS_BETWEEN_FRAMES = 0.2
const USUAL_COLUMNS = 80

/** A terminal's last line, drawn again and again; between times anybody may write over it. */
export class DrawnLine {
  #shown = ''
  #drawnSeconds = Number.NEGATIVE_INFINITY

  /** `clock` is wall-clock time in seconds. */
  constructor(
    readonly output: Output,
    readonly clock: () => number,
  ) {}

  /** What fits into the line; the "^C" that the terminal shows behind it must not wrap. */
  get columns(): number {
    return (this.output.columns || USUAL_COLUMNS) - '^C '.length
  }

  /** Draws it, unless that was done just now; `text` is asked only then. */
  draw(text: () => string): void {
    const now = this.clock()
    if (now - this.#drawnSeconds < SECONDS_BETWEEN_FRAMES) return
    this.#drawnSeconds = now
    this.#shown = cutToColumns(text(), this.columns)
    this.redraw()
  }

  /** Draws it for the last time; what follows is written below. */
  end(text: string): void {
    this.output.write(`${WIPED}${text}\n`)
  }

  /** Draws the same once more, below what was written over it. */
  redraw(): void {
    this.output.write(`${WIPED}${this.#shown}`)
  }

  /** Leaves nothing of it. */
  wipe(): void {
    if (this.#shown !== '') this.output.write(WIPED)
  }
}
