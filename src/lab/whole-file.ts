import { renameSync, writeFileSync } from 'node:fs'

/** Replaces a file all at once: whoever reads it finds the old or the new one whole. */
export function saveWhole(path: string, data: string | Uint8Array): void {
  const growing = `${path}.partial`
  writeFileSync(growing, data, { flush: true })
  renameSync(growing, path)
}
