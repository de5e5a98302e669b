import { STOP_SIGNALS, STOPPED_BY } from '../exit-code.js'
import { type Output, printAbove } from './terminal.js'

type Signal = keyof typeof STOPPED_BY

/** Handles Ctrl-C: the first asks the command to finish early, the second quits at once. */
export class StopSignal {
  /** Cleans up before the process quits at once. */
  beforeQuitting = () => {}
  /** Called at the first signal. */
  onStop = () => {}
  /** Says what becomes of the results so far, if the command finishes early. */
  outcome = () => 'what was measured is kept'
  #received: Signal | undefined
  readonly #stderr: Output
  readonly #receive = (signal: Signal) => {
    if (this.#received !== undefined) {
      this.beforeQuitting()
      printAbove(this.#stderr, `${signal}: quitting at once`)
      process.exit(STOPPED_BY[signal])
    }
    this.#received = signal
    const message = `stopping; ${this.outcome()}. Press Ctrl-C again to quit at once`
    printAbove(this.#stderr, `${signal}: ${message}`)
    this.onStop()
  }

  constructor(stderr: Output) {
    this.#stderr = stderr
    for (const signal of STOP_SIGNALS) process.on(signal, this.#receive)
  }

  /** Whether a signal was received. */
  get received() {
    return this.#received !== undefined
  }

  /** The exit code for the received signal; undefined if there was none. */
  get exitCode(): number | undefined {
    return this.#received === undefined ? undefined : STOPPED_BY[this.#received]
  }

  /** Restores the default behaviour of the signals. */
  close() {
    for (const signal of STOP_SIGNALS) process.off(signal, this.#receive)
  }
}
