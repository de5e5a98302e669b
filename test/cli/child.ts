import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The root folder of the program. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a command line in its own process, which a test may kill. */
export function child(...argv: string[]) {
  return childOf(ROOT, argv)
}

/** Runs a program in its own process from another root folder or with more environment. */
export function childOf(root: string, argv: readonly string[], env: Record<string, string> = {}) {
  const args = ['--import', 'tsx', 'src/cli/main.ts', ...argv]
  const process_ = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } })
  onTestFinished(() => void process_.kill('SIGKILL'))
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    process_[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const ended = once(process_, 'close').then(([code, signal]) => ({ code, signal, ...output }))
  return { process: process_, output, ended }
}
