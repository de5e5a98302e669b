import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'
import type { Environment, ForeignProcess } from './foreign-client.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** The most output lines of a child to show. */
const MAX_LOG_LINES = 200

/** Child processes to end if this process ends before its tests do. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Owns a test's child processes, folders and anything else to close. */
export class TestEnvironment implements Environment {
  readonly #folders: string[] = []
  readonly #children: ChildProcess[] = []
  readonly #closing: (() => unknown)[] = []
  readonly #log: string[] = []

  /** Ends everything with that test; if it fails, the children's output is shown. */
  constructor({ onTestFinished, onTestFailed }: TestContext) {
    onTestFinished(() => this.#close())
    onTestFailed(() => console.error(this.#log.slice(-MAX_LOG_LINES).join('\n')))
  }

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'swarm-interop-'))
    this.#folders.push(folder)
    return folder
  }

  start(program: string, args: readonly string[], workFolder = ROOT): ForeignProcess {
    const env = { ...process.env, TMPDIR: this.folder() }
    const child = spawn(program, args, { cwd: workFolder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#children.push(child)
    running.add(child)
    const say = (line: string) => this.#log.push(`${program} ${child.pid}: ${line}`)
    const lines = createInterface(child.stdout).on('line', say)
    createInterface(child.stderr).on('line', say)
    const end = once(child, 'close').then(([code, signal]) => {
      running.delete(child)
      say(`ended with ${signal ?? code}`)
      return (signal ?? code) as string | number
    })
    const unlessItEnds = <T>(other: Promise<T>): Promise<T> => {
      const ended = end.then((how) => Promise.reject(new Error(`${program} ended with ${how}`)))
      const first = Promise.race([other, ended])
      // Callers that wait receive the rejection; ending with the test is no error.
      first.catch(() => undefined)
      return first
    }
    return { lines, end, unlessItEnds }
  }

  /** Registers an action for the test's end. */
  atEnd(what: () => unknown): void {
    this.#closing.push(what)
  }

  /** Adds a text line to show if the test fails. */
  note(line: string): void {
    this.#log.push(line)
  }

  async #close(): Promise<void> {
    const ends = this.#children
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((child) => once(child, 'close'))
    for (const child of this.#children) child.kill('SIGKILL')
    await Promise.allSettled([...ends, ...this.#closing.map(async (what) => what())])
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }
}

const given = new Set<number>()

/**
 * Returns a port without a listener at that address, for a program that needs a given port. It lies
 * outside the system's ephemeral ports, so no other program takes it first.
 */
export async function freePort(host: string): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    if (given.has(port)) continue
    given.add(port)
    const server = createServer().listen(port, host)
    try {
      await once(server, 'listening')
      server.close()
      await once(server, 'close')
      return port
    } catch {
      // Taken: try another one.
    }
  }
}

/** Below the time limit of a test, so that the report names what was awaited. */
const LONGEST_WAIT_SECONDS = 240

/** Waits until a condition holds. */
export async function until(holds: () => Promise<boolean>, everySeconds = 0.2): Promise<void> {
  const latest = performance.now() + LONGEST_WAIT_SECONDS * 1000
  while (!(await holds())) {
    if (performance.now() > latest)
      throw new Error(`not within ${LONGEST_WAIT_SECONDS} s: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, everySeconds * 1000))
  }
}

/** Returns what is missing if a program does not start, in the form of `ForeignClient.missing`. */
export function missingProgram(
  program: string,
  args: readonly string[],
  debianPackage: string,
): string | undefined {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore', timeout: 240_000 })
  if (error === undefined && status === 0) return undefined
  return `needs ${debianPackage}: apt-get install --yes ${debianPackage}`
}

/**
 * Returns what is missing of all this; undefined if nothing is. In the automatic checks, which
 * expect everything to be installed, it throws.
 */
export function whatIsMissing(
  ...clients: readonly { missing(): string | undefined }[]
): string | undefined {
  const missing = clients.map((client) => client.missing()).filter((text) => text !== undefined)
  if (missing.length === 0) return undefined
  if (process.env.CI === 'true') throw new Error(missing.join('; '))
  return missing.join('; ')
}
