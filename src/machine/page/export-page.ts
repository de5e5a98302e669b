import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import type { DemoFile } from './demo-page.js'

/** The least time that a zip can hold: equal pages give equal zips, whenever they are written. */
const FIRST_TIME = '1980-01-01T12:00:00'

/**
 * Writes the page: one zip, with a folder of its own in it, if the name ends in `.zip`, else a
 * folder. Returns the file to pass on or to open. Throws the system's error if it cannot.
 */
export function exportPage(files: Readonly<Record<DemoFile, string>>, target: string): string {
  if (!/\.zip$/i.test(target)) {
    mkdirSync(target, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(target, name), text)
    return join(target, 'index.html')
  }
  const folder = basename(target).replace(/\.zip$/i, '') || 'page'
  const entries = Object.entries(files).map(([name, text]) => [`${folder}/${name}`, strToU8(text)])
  mkdirSync(dirname(target), { recursive: true })
  const options = { level: 9, mtime: FIRST_TIME } as const
  writeFileSync(target, zipSync(Object.fromEntries(entries), options))
  return target
}
