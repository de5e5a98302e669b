import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Failure, HostMessage, RunRequest } from './run-request.js'

/** How a run of tests ended. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly failures: readonly Failure[] }
  | { readonly kind: 'timeout'; readonly file: string }
  | { readonly kind: 'crash'; readonly file: string }

/** What a run may take: seconds for each file, and what is told about the files. */
export interface RunLimits {
  /** Returns how many seconds a file may take, from the end of the file before. */
  seconds(file: string): number
  ended?(file: string, seconds: number): void
}

const script = fileURLToPath(new URL('host.ts', import.meta.url))

/** Starting the host, which loads Vitest. */
const START_SECONDS = 120

/**
 * Runs tests in a process of its own, which is replaced when a mutant makes it loop or crash. A
 * thread in a loop cannot be stopped from within its process.
 */
export class TestHost {
  #child: ChildProcess | undefined
  readonly #args: readonly string[]
  readonly #env: NodeJS.ProcessEnv

  constructor(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    this.#args = args
    this.#env = { ...process.env, ...env }
  }

  async run(request: RunRequest, limits: RunLimits): Promise<Outcome> {
    const child = this.#child ?? (await this.#start())
    let file = request.files[0]
    const outcome = await new Promise<Outcome>((resolve) => {
      let timer: NodeJS.Timeout
      const watch = () => {
        clearTimeout(timer)
        timer = setTimeout(() => resolve({ kind: 'timeout', file }), limits.seconds(file) * 1000)
      }
      child.removeAllListeners('message').removeAllListeners('exit')
      child.on('exit', () => resolve({ kind: 'crash', file }))
      child.on('message', (message: HostMessage) => {
        if (message.type === 'begin') file = message.file
        if (message.type === 'end') limits.ended?.(message.file, message.seconds)
        if (message.type !== 'done') return watch()
        clearTimeout(timer)
        const { failures } = message
        resolve(failures.length === 0 ? { kind: 'passed' } : { kind: 'failed', failures })
      })
      watch()
      child.send(request)
    })
    if (outcome.kind === 'timeout' || outcome.kind === 'crash') this.stop()
    return outcome
  }

  stop(): void {
    this.#child?.removeAllListeners()
    this.#child?.kill('SIGKILL')
    this.#child = undefined
  }

  #start(): Promise<ChildProcess> {
    const child = fork(script, this.#args, {
      env: this.#env,
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 2, 'ipc'],
    })
    this.#child = child
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        this.stop()
        reject(new Error(`the test host ${why}; try npm run units -- test/mutants`))
      }
      const timer = setTimeout(() => fail('did not start'), START_SECONDS * 1000)
      child.once('exit', (code) => fail(`ended with exit code ${code}`))
      child.once('message', () => {
        clearTimeout(timer)
        resolve(child)
      })
    })
  }
}
