import { commandLine } from '../../../src/cli/command-line.js'

/** What a command line came to. */
export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line in this process, its streams kept as text. */
export async function sim(...argv: string[]): Promise<Outcome> {
  let stdout = ''
  let stderr = ''
  const code = await commandLine(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  })
  return { code, stdout, stderr }
}
