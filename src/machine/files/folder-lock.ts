import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ResultsError } from './results-error.js'

/** Reserves a folder for one process, by a file with its id; that of a dead process is ignored. */
export class FolderLock {
  readonly #path: string

  /** @throws ResultsError if another live process has the folder */
  constructor(folder: string) {
    this.#path = join(folder, '.lock')
    if (this.#create()) return
    const holder = Number(readFileSync(this.#path, 'utf8'))
    if (isAlive(holder)) {
      const hint = `if that process is something else by now, remove ${this.#path}`
      throw new ResultsError(`${folder}: in use by process ${holder}; ${hint}`)
    }
    // The holder was killed.
    rmSync(this.#path, { force: true })
    if (!this.#create()) throw new ResultsError(`${folder}: in use by another process`)
  }

  /** Releases the folder. */
  release(): void {
    rmSync(this.#path, { force: true })
  }

  #create(): boolean {
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
    // EPERM: the process belongs to another user, but exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
