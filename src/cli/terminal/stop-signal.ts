import { STOPPED_BY } from '../exit-code.js'
import { type Output, sayOver } from './terminal.js'

type Signal = keyof typeof STOPPED_BY

/** Hears Ctrl-C: the first asks for an end in good order, the second is obeyed at once. */
export class StopSignal {
  /** What must be undone before the process goes at once. */
  beforeQuitting = () => {}
  /** Called at the first signal. */
  onStop = () => {}
  #received: Signal | undefined
  readonly #stderr: Output
  readonly #hear = (signal: Signal) => {
    if (this.#received !== undefined) {
      this.beforeQuitting()
      sayOver(this.#stderr, `${signal}: quit at once`)
      process.exit(STOPPED_BY[signal])
    }
    this.#received = signal
    const words = 'stopping, keeping what was measured; again to quit at once'
    sayOver(this.#stderr, `${signal}: ${words}`)
    this.onStop()
  }

  constructor(stderr: Output) {
    this.#stderr = stderr
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#hear)
  }

  /** Whether one was heard. */
  get received() {
    return this.#received !== undefined
  }

  /** The exit code of a process that this stopped; undefined if none was heard. */
  get exitCode(): number | undefined {
    return this.#received === undefined ? undefined : STOPPED_BY[this.#received]
  }

  /** Signals mean again what they mean to any process. */
  close() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#hear)
  }
}
