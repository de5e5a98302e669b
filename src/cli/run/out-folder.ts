import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { freshRunDirectory } from '../../machine/output/results.js'
import { systemErrorText } from '../failure.js'
import { UsageError } from '../usage-error.js'

/** Errors that choosing another folder on the same disk would not cure. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG']

/**
 * Makes a folder and its parents.
 * @throws UsageError if --out names a place where none can be made
 */
export function makeFolder(folder: string): void {
  const parent = dirname(folder)
  // Not with `recursive`: in /proc, where nothing can be made, that never returns.
  if (parent !== folder) makeFolder(parent)
  const there = statSync(folder, { throwIfNoEntry: false })
  if (there?.isDirectory()) return
  if (there) throw new UsageError(`--out: ${folder} is a file, expected a folder`)
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw outError(error, folder)
  }
}

/** The error to report for an unwritable folder: a UsageError unless the disk is full. */
function outError(error: unknown, folder: string): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (FULL.includes(code)) return withOutFolder(error, folder)
  // ENOENT is what /proc answers.
  const reason = code === 'ENOENT' ? 'no folder can be made there' : systemErrorText(code)
  return new UsageError(`--out: cannot write to ${folder}: ${reason ?? message}`)
}

/** Returns the error; if the disk is full, with the folder that the user named as its path. */
export function withOutFolder(error: unknown, folder: string): unknown {
  const isFull =
    error instanceof Error && FULL.includes((error as NodeJS.ErrnoException).code ?? '')
  return isFull ? Object.assign(error, { path: folder }) : error
}

/**
 * Checks before a long run that results can be written to the folder. Returns a function that
 * removes the folder if it was made now and nothing was written into it.
 */
export function prepareOutFolder(folder: string): () => void {
  const isNew = !existsSync(folder)
  makeFolder(folder)
  try {
    rmdirSync(mkdtempSync(join(folder, '.writable-')))
  } catch (error) {
    throw outError(error, folder)
  }
  return () => {
    if (isNew) removeIfEmpty(folder)
  }
}

/** Moves a finished draft to the next free name for a run and returns that name. */
export async function moveToFreshRun(draft: string, out: string, name: string, seed: string) {
  for (;;) {
    const folder = await freshRunDirectory(out, name, seed)
    makeFolder(dirname(folder))
    try {
      renameSync(draft, folder)
      return folder
    } catch (error) {
      // Another process that runs the same scenario has just taken the name.
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    }
  }
}

/** Removes a folder if nothing was written into it. */
export function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR'].includes(code ?? '')) throw error
  }
}
