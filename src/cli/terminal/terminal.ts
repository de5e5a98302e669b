/** Somewhere to write text: a process's stream, or a test's. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** The two streams that a command writes to: what was asked for on stdout, all else on stderr. */
export interface Terminal {
  readonly stdout: Output
  readonly stderr: Output
}

/** Takes back what stands in a terminal's line, also the "^C" that the terminal itself shows. */
export const WIPED = '\r\u001b[2K'

/** Writes a line, on a terminal over what is drawn again and again in its last one. */
export function sayOver(output: Output, line: string): void {
  output.write(output.isTTY === true ? `${WIPED}${line}\n` : `${line}\n`)
}
