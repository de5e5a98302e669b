import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ResultsError } from './results-error.js'

/** Keeps a folder to one process: a file that names it, ignored once that process is gone. */
export class FolderLock {
  readonly #path: string

  /** @throws ResultsError if another process that is alive has the folder */
  constructor(folder: string) {
    this.#path = join(folder, '.lock')
    if (this.#take()) return
    const holder = Number(readFileSync(this.#path, 'utf8'))
    if (isAlive(holder)) {
      const hint = `if that is no longer so, remove ${this.#path}`
      throw new ResultsError(`${folder}: process ${holder} is at work there; ${hint}`)
    }
    // Whoever had it was killed.
    rmSync(this.#path, { force: true })
    if (!this.#take()) throw new ResultsError(`${folder}: another process has just begun there`)
  }

  /** Gives the folder back. */
  release(): void {
    rmSync(this.#path, { force: true })
  }

  #take(): boolean {
    try {
      writeFileSync(this.#path, String(process.pid), { flag: 'wx' })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // The process of somebody else may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
