/** The most cached bytes of one store. */
const MAX_BYTES = 16 << 20

/** The most cached bytes of all stores of the process. */
const MAX_BYTES_OF_ALL = 64 << 20

let stores = 0

/** Adds a store to those that share the budget; returns a function that removes it. */
export function shareCacheBudget(): () => void {
  stores++
  let isShared = true
  return () => {
    if (isShared) stores--
    isShared = false
  }
}

/** Returns how many cache lines of that size each store may hold now. */
export function mostLines(lineBytes: number): number {
  const bytes = Math.min(MAX_BYTES, MAX_BYTES_OF_ALL / Math.max(1, stores))
  return Math.max(1, Math.floor(bytes / lineBytes))
}
