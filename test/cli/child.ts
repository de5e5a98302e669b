import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Where the program lies. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a command line in a process of its own, which a test may kill. */
export function child(...argv: string[]) {
  return childOf(ROOT, argv)
}

/** The same of a program that lies elsewhere, or in another environment. */
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
