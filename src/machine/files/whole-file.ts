import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** Replaces a file all at once: whoever reads it finds the old or the new one whole. */
export function saveWhole(path: string, data: string | Uint8Array): void {
  const growing = `${path}.partial`
  try {
    writeFileSync(growing, data, { flush: true })
    renameSync(growing, path)
  } catch (error) {
    rmSync(growing, { force: true })
    throw Object.assign(error as Error, { path })
  }
}
