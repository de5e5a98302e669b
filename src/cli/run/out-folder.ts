import { mkdirSync, mkdtempSync, renameSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freshRunDirectory } from '../../machine/output/results.js'
import { systemErrorText } from '../failure.js'
import { UsageError } from '../usage-error.js'

/** What no other name of a folder would help against. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** Makes a folder and those above it; where none can be made is the user's mistake. */
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
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw mistakenOut(error, folder)
  }
}

/** A folder that cannot be written, named as the user did; a full disk is a failure, no mistake. */
function mistakenOut(error: unknown, folder: string): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (FULL.includes(code)) return namingFull(error, folder)
  // So says /proc, where nothing can be made.
  const words = code === 'ENOENT' ? 'no folder can be made there' : systemErrorText(code)
  return new UsageError(`--out: ${folder}: cannot be written: ${words ?? message}`)
}

/** The same failure; one for want of room tells where, by the folder that the user named. */
export function namingFull(error: unknown, folder: string): unknown {
  const isFull =
    error instanceof Error && FULL.includes((error as NodeJS.ErrnoException).code ?? '')
  return isFull ? Object.assign(error, { path: folder }) : error
}

/** Makes sure, before a long run, that its results can be written here. */
export function prepareOutFolder(folder: string): void {
  makeFolder(folder)
  try {
    rmdirSync(mkdtempSync(join(folder, '.writable-')))
  } catch (error) {
    throw mistakenOut(error, folder)
  }
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
