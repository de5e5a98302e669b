/** Somewhere to write text: a stream of the process, or of a test. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** The two streams of a command: results go to stdout, everything else to stderr. */
export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
}

/** Clears a terminal's line, including the "^C" that the terminal itself shows. */
export const CLEAR_LINE = '\r\u001b[2K'

/** Writes a line; on a terminal it replaces the status line, which may then be redrawn. */
export function printAbove(output: Output, line: string): void {
  output.write(output.isTTY === true ? `${CLEAR_LINE}${line}\n` : `${line}\n`)
}
