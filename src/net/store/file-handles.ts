import type { FileHandle } from 'node:fs/promises'
import { assert } from '../../base/assert.js'
import { Semaphore } from './semaphore.js'
import type { Access } from './store-folder.js'

/** An open file and the number of its users. */
interface Opened {
  readonly handle: Promise<FileHandle>
  users: number
}

/**
 * A bounded pool of a store's open files: a torrent may have more files than a process may open.
 * The least recently used idle file is closed for the next.
 */
export class FileHandles {
  /** By file and access, least recently used first. */
  readonly #opened = new Map<string, Opened>()
  readonly #open: (file: number, access: Access) => Promise<FileHandle>
  readonly #most: number
  readonly #semaphore: Semaphore
  /** Work in progress. */
  readonly #works = new Set<Promise<unknown>>()

  constructor(open: (file: number, access: Access) => Promise<FileHandle>, most: number) {
    this.#open = open
    this.#most = most
    // With at most `most` files in use, one of `most` open files is idle when another is wanted.
    this.#semaphore = new Semaphore(most)
  }

  /** The number of files that are open or opening. */
  get count(): number {
    return this.#opened.size
  }

  /** Runs `work` on a file and keeps it open until the work is done. */
  use<T>(file: number, access: Access, work: (handle: FileHandle) => Promise<T>): Promise<T> {
    return this.#semaphore.run(async () => {
      const key = `${access} ${file}`
      while (!this.#opened.has(key) && this.#opened.size >= this.#most) await this.#closeOne()
      const opened = this.#opened.get(key) ?? { handle: this.#open(file, access), users: 0 }
      this.#opened.delete(key)
      this.#opened.set(key, opened)
      opened.users++
      const handle = opened.handle.catch((error) => this.#failed(key, opened, error))
      const working = handle.then(work)
      this.#works.add(working)
      try {
        return await working
      } finally {
        this.#works.delete(working)
        opened.users--
      }
    })
  }

  /** Closes all files once the work on them is done. */
  async close(): Promise<void> {
    const handles = [...this.#opened.values()].map(({ handle }) => handle)
    this.#opened.clear()
    await Promise.allSettled(this.#works)
    for (const opening of await Promise.allSettled(handles)) {
      if (opening.status === 'fulfilled') await opening.value.close()
    }
  }

  #failed(key: string, opened: Opened, error: unknown): never {
    if (this.#opened.get(key) === opened) this.#opened.delete(key)
    throw error
  }

  async #closeOne(): Promise<void> {
    for (const [key, opened] of this.#opened) {
      if (opened.users > 0) continue
      this.#opened.delete(key)
      const handle = await opened.handle
      await handle.close()
      return
    }
    assert(false, `all of ${this.#opened.size} open files are in use`)
  }
}
