import { vi } from 'vitest'

/**
 * How long to wait for what should happen soon, seconds. It is below the time limit of a test, so
 * that the report names what was awaited, and far above what a busy machine needs.
 */
export const PATIENCE_SECONDS = 60

/** Resolves when `holds` returns true, tried every few milliseconds. */
export async function eventually(holds: () => boolean): Promise<void> {
  const until = performance.now() + PATIENCE_SECONDS * 1000
  while (!holds()) {
    if (performance.now() > until) throw new Error(`not within ${PATIENCE_SECONDS} s: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Resolves when `check` passes; rejects with its last failure. */
export function soon<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: PATIENCE_SECONDS * 1000, interval: 20 })
}
