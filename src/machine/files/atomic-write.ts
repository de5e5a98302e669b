import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** Replaces a file atomically: a reader finds either the old or the new file, complete. */
export function writeAtomically(path: string, data: string | Uint8Array): void {
  const partial = `${path}.partial`
  try {
    writeFileSync(partial, data, { flush: true })
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw Object.assign(error as Error, { path })
  }
}
