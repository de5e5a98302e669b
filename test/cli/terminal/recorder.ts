import { commandLine } from '../../../src/cli/command-line.js'

/** The exit code and the output of a command line. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line in this process and records its output. */
export async function sim(...argv: string[]): Promise<Outcome> {
  let stdout = ''
  let stderr = ''
  const code = await commandLine(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  })
  return { code, stdout, stderr }
}
