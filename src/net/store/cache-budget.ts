/** What one store may hold of what was read. */
const MOST_BYTES = 16 << 20

/** What all stores of the process may hold together. */
const MOST_BYTES_OF_ALL = 64 << 20

let stores = 0

/** One store more shares the room; answers how to give its part back. */
export function shareCacheBudget(): () => void {
  stores++
  let isShared = true
  return () => {
    if (isShared) stores--
    isShared = false
  }
}

/** The lines of that many bytes that a store may hold now. */
export function mostLines(lineBytes: number): number {
  const bytes = Math.min(MOST_BYTES, MOST_BYTES_OF_ALL / Math.max(1, stores))
  return Math.max(1, Math.floor(bytes / lineBytes))
}
