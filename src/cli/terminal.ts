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
