import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { type Usage, usageOf } from './usage.js'

/** Milliseconds between two readings of a process's memory. */
const LOOK_MS = 50

/** Longer than anything here takes. */
const PATIENCE_MS = 300_000

/** How a program is started, and which lines of its output show its progress. */
export interface Start {
  readonly command: string
  readonly args: readonly string[]
  readonly ready?: (line: string) => boolean
  readonly done?: (line: string) => boolean
  /** For programs that print nothing: asks them whether the download is complete. */
  readonly isWhole?: () => Promise<boolean>
}

/** A client that seeds or downloads in its own process. */
export class Side {
  readonly #child: ChildProcess
  readonly #start: Start
  readonly #lines: string[] = []
  readonly #looking: NodeJS.Timeout
  #anonymousBytes = 0
  #hear: (line: string) => void = () => undefined
  #stderr = ''

  constructor(start: Start) {
    this.#start = start
    this.#child = spawn(start.command, start.args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stderr?.on('data', (text) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-2000)
    })
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.#lines.push(line)
      this.#hear(line)
    })
    this.#looking = setInterval(() => this.#look(), LOOK_MS)
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Resolves when it can be dialled and has checked what it has. */
  ready(): Promise<void> {
    return this.#reached('ready', this.#start.ready)
  }

  /** Resolves when everything is downloaded and checked. */
  done(): Promise<void> {
    return this.#reached('done', this.#start.done)
  }

  /** Resolves to the first matching line, printed already or later. */
  async printed(isIt: (line: string) => boolean): Promise<string> {
    await this.#reached('at its end', isIt)
    return this.#lines.find(isIt)!
  }

  /** What it has used so far, with the peak of its anonymous memory. */
  usage(): Usage {
    const usage = usageOf(this.#child.pid!)
    this.#anonymousBytes = Math.max(this.#anonymousBytes, usage.anonymousBytes)
    return { ...usage, anonymousBytes: this.#anonymousBytes }
  }

  async stop(): Promise<void> {
    clearInterval(this.#looking)
    if (!this.isRunning) return
    this.#child.kill('SIGKILL')
    await once(this.#child, 'exit')
  }

  #look(): void {
    try {
      this.usage()
    } catch {
      // The process has ended meanwhile.
    }
  }

  async #reached(what: string, says?: (line: string) => boolean): Promise<void> {
    const { command, args, isWhole } = this.#start
    const late = Date.now() + PATIENCE_MS
    let isThere = says !== undefined && this.#lines.some(says)
    const printed = new Promise<void>((resolve) => {
      this.#hear = (line) => {
        if (!says?.(line)) return
        isThere = true
        resolve()
      }
    })
    while (!isThere) {
      if (!this.isRunning || Date.now() > late) {
        throw new Error(`not ${what}: ${command} ${args.join(' ')}\n${this.#stderr}`)
      }
      await Promise.race([printed, new Promise((resolve) => setTimeout(resolve, LOOK_MS))])
      if (isWhole !== undefined) isThere = await isWhole()
    }
  }
}
