import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, realpath, stat, unlink } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { codeOf, StoreError, storeErrorAt } from './store-error.js'

// Windows has no O_NOFOLLOW; there only the check of the path just before protects.
const NO_LINK = constants.O_NOFOLLOW ?? 0
const READ = constants.O_RDONLY
const WRITE = constants.O_RDWR | constants.O_CREAT | NO_LINK

/** Whether a file is opened for reading only, or for writing as well. */
export type Access = 'read' | 'write'

/**
 * The folder that holds a torrent's files. Writes never leave it: below it only real folders and
 * regular files are used. A symbolic link is refused wherever it leads, because its target may
 * change; the folder itself may be one, since the user named it. A folder that is only read holds
 * the user's own files, so links are followed, as they are when a torrent is made of it. The path
 * is checked each time that a file is opened.
 */
export class StoreFolder {
  /** The folder's path, with links resolved. */
  readonly root: string
  readonly #access: Access

  private constructor(root: string, access: Access) {
    this.root = root
    this.#access = access
  }

  /**
   * Opens the folder at a path; makes it if it is to be written.
   * @throws StoreError if it does not exist or is not a folder
   */
  static async at(path: string, access: Access): Promise<StoreFolder> {
    try {
      if (access === 'write') await makeFolders(path)
      const root = await realpath(path)
      expectFolder(root, await lstat(root))
      return new StoreFolder(root, access)
    } catch (error) {
      throw storeErrorAt(path, error)
    }
  }

  /** Returns the full path of a file. */
  pathOf(path: readonly string[]): string {
    return join(this.root, ...path)
  }

  /**
   * Returns the size of a file in bytes, or undefined if it does not exist.
   * @throws StoreError if the path, or a folder of it, is something else
   */
  async sizeOf(path: readonly string[]): Promise<number | undefined> {
    const folder = await this.#walk(path, false)
    const full = this.pathOf(path)
    const found = folder ? await this.#statsOf(full) : undefined
    if (found === undefined) return undefined
    if (!found.isFile()) throw new StoreError(full, `expected a file, found ${kindOf(found)}`)
    return found.size
  }

  /**
   * Opens a file; for writing, it and its folders are made if they are absent.
   * @throws StoreError if it cannot be opened, or the path, or a folder of it, is something else
   */
  async open(path: readonly string[], access: Access): Promise<FileHandle> {
    if (access === 'write') await this.#walk(path, true)
    await this.sizeOf(path)
    const full = this.pathOf(path)
    const reading = this.#access === 'write' ? READ | NO_LINK : READ
    return open(full, access === 'write' ? WRITE : reading).catch((error) => {
      throw storeErrorAt(full, error)
    })
  }

  /** Deletes a file. */
  async remove(path: readonly string[]): Promise<void> {
    await this.sizeOf(path)
    await unlink(this.pathOf(path))
  }

  /** Returns whether all folders of a path exist, or were made. */
  async #walk(path: readonly string[], make: boolean): Promise<boolean> {
    for (const name of path) expectName(this.pathOf(path), name)
    let at = this.root
    for (const name of path.slice(0, -1)) {
      at = join(at, name)
      if (make) await makeFolder(at)
      const found = await this.#statsOf(at)
      if (found === undefined) return false
      expectFolder(at, found)
    }
    return true
  }

  /** Returns what is at a path, or undefined if nothing is. */
  #statsOf(path: string): Promise<Stats | undefined> {
    const look = this.#access === 'write' ? lstat : stat
    return look(path).catch((error) => {
      if (codeOf(error) === 'ENOENT') return undefined
      throw storeErrorAt(path, error)
    })
  }
}

function expectName(path: string, name: string): void {
  if (!['', '.', '..'].includes(name) && !name.includes(sep) && !name.includes('\0')) return
  throw new StoreError(path, `expected the name of a file or folder, found "${name}"`)
}

function expectFolder(path: string, found: Stats): void {
  if (found.isDirectory()) return
  throw new StoreError(path, `expected a folder, found ${kindOf(found)}`)
}

/** Makes a folder and its parents; the caller checks what exists already. */
async function makeFolders(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined) return
  // Not with `recursive`: in /proc, where nothing can be made, that never returns.
  if (dirname(path) !== path) await makeFolders(dirname(path))
  await makeFolder(path)
}

/** Makes one folder; the caller checks what exists already. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error) => {
    if (codeOf(error) !== 'EEXIST') throw storeErrorAt(path, error)
  })
}

function kindOf(found: Stats): string {
  if (found.isSymbolicLink()) return 'a symbolic link'
  if (found.isDirectory()) return 'a folder'
  return found.isFile() ? 'a file' : 'a device or socket'
}
