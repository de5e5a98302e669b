import { STOP_SIGNALS } from '../exit-code.js'

/** Resolves at the first signal that asks to stop; a second one ends the process at once. */
export function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      for (const signal of STOP_SIGNALS) process.off(signal, stop)
      resolve()
    }
    for (const signal of STOP_SIGNALS) process.on(signal, stop)
  })
}
