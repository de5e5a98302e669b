import { mkdirSync, mkdtempSync, renameSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freshRunDirectory } from '../lab/results.js'
import { UsageError } from './usage-error.js'

/** Makes a folder and those above it; a file in the way is the user's mistake. */
export function makeFolder(folder: string): void {
  const parent = dirname(folder)
  // Not by `recursive`, which never comes back where nothing can be made, as in /proc.
  if (parent !== folder) makeFolder(parent)
  const there = statSync(folder, { throwIfNoEntry: false })
  if (there?.isDirectory()) return
  if (there) throw new UsageError(`--out: ${folder} is a file, expected a folder`)
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Makes sure, before a long run, that its results can be written here. */
export function prepareOutFolder(folder: string): void {
  makeFolder(folder)
  rmdirSync(mkdtempSync(join(folder, '.writable-')))
}

/** Gives a finished draft the next free name for a run, and answers that name. */
export async function moveToFreshRun(draft: string, out: string, name: string, seed: string) {
  for (;;) {
    const folder = await freshRunDirectory(out, name, seed)
    makeFolder(dirname(folder))
    try {
      renameSync(draft, folder)
      return folder
    } catch (error) {
      // Another process that runs the same scenario was quicker to take the name.
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    }
  }
}

/** Removes a folder that was made for results which never came. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(code ?? '')) throw error
  }
}
