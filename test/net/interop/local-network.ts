import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'
import type { ForeignProcess, Household } from './foreign-client.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** More of what a child says is not shown. */
const MOST_LOG_LINES = 200

/** Should this process end before its tests do, these end with it. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** What a test owns: child processes and folders, and whatever else is to be closed. */
export class TestHousehold implements Household {
  readonly #folders: string[] = []
  readonly #children: ChildProcess[] = []
  readonly #closing: (() => unknown)[] = []
  readonly #log: string[] = []

  /** All ends with that test; if it fails, what the children said is shown. */
  constructor({ onTestFinished, onTestFailed }: TestContext) {
    onTestFinished(() => this.#close())
    onTestFailed(() => console.error(this.#log.slice(-MOST_LOG_LINES).join('\n')))
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
      // Who waits for it hears of it; that all ends with the test is no news.
      first.catch(() => undefined)
      return first
    }
    return { lines, end, unlessItEnds }
  }

  /** To be done at the test's end. */
  atEnd(what: () => unknown): void {
    this.#closing.push(what)
  }

  /** To be shown if the test fails. */
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
 * A port that nobody listens on at that address, for a program that wants to be told one. Not of
 * those that the system hands out by itself, so that nobody takes it before the program does.
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
      // Taken: another one.
    }
  }
}

/** Waits until something holds. */
export async function until(holds: () => Promise<boolean>, everySeconds = 0.2): Promise<void> {
  while (!(await holds())) {
    await new Promise((resolve) => setTimeout(resolve, everySeconds * 1000))
  }
}

/** What is missing if a program does not start, as `ForeignClient.missing` tells it. */
export function missingProgram(
  program: string,
  args: readonly string[],
  debianPackage: string,
): string | undefined {
  const { error, status } = spawnSync(program, args, { stdio: 'ignore', timeout: 60_000 })
  if (error === undefined && status === 0) return undefined
  return `needs ${debianPackage}: apt-get install --yes ${debianPackage}`
}

/**
 * What is missing of all this; undefined if nothing is. Where everything is expected to be there,
 * in the automatic checks, it throws.
 */
export function whatIsMissing(
  ...clients: readonly { missing(): string | undefined }[]
): string | undefined {
  const missing = clients.map((client) => client.missing()).filter((text) => text !== undefined)
  if (missing.length === 0) return undefined
  if (process.env.CI === 'true') throw new Error(missing.join('; '))
  return missing.join('; ')
}
