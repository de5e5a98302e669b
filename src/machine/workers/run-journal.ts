import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { JournalEntry } from '../../lab/batch/run-spec.js'
import { FolderLock } from '../files/folder-lock.js'
import { ResultsError } from '../files/results-error.js'

/** What made the results of a journal: all of it must be the same for all of them. */
export interface JournalHead {
  /** Version of the journal's format. */
  readonly version: 1
  /** The program and its version, and the major version of Node, which may round differently. */
  readonly program: string
  /** Names what is computed. */
  readonly fingerprint: string
}

/** A line that says how many runs a point is to have from now on. */
interface Growth {
  readonly replications: number
}

/**
 * The finished cells of a sweep or tournament: a file of JSON lines that only grows. Each cell is
 * on the disk before the next is noted, so whatever ends the process, finished cells stay; a last
 * line that was torn is dropped, and its cell runs again. One process at a time may have it open.
 */
export class RunJournal<Entry extends JournalEntry> {
  /** The finished cells by id. */
  readonly entries = new Map<string, Entry>()
  #replications = 0
  readonly #path: string
  readonly #file: number
  readonly #lock: FolderLock

  /**
   * Opens a folder's journal, or begins one.
   * @throws ResultsError if it is damaged, was made by another program or for something else, or
   * another process has it open
   */
  constructor(folder: string, head: JournalHead) {
    mkdirSync(folder, { recursive: true })
    this.#lock = new FolderLock(folder)
    const path = join(folder, 'journal.jsonl')
    this.#path = path
    try {
      this.#file = openSync(path, 'a+')
      this.#read(path, head)
    } catch (error) {
      this.#lock.release()
      throw error
    }
  }

  /** How many runs a point was last asked to have; 0 if that was never said. */
  get replications(): number {
    return this.#replications
  }

  /** Notes that each point is to have so many runs. */
  grow(replications: number): void {
    const growth: Growth = { replications }
    this.#append(growth)
    this.#replications = replications
  }

  /** Notes a finished cell; it is on the disk when this comes back. */
  add(entry: Entry): void {
    this.#append(entry)
    this.entries.set(entry.id, entry)
  }

  /** Lets others open it. */
  close(): void {
    closeSync(this.#file)
    this.#lock.release()
  }

  #read(path: string, head: JournalHead): void {
    const bytes = readFileSync(path)
    const whole = bytes.lastIndexOf('\n') + 1
    // A process that was killed while it wrote, or a disk that was full, leaves half a line.
    if (whole < bytes.length) ftruncateSync(this.#file, whole)
    const [first, ...lines] = bytes.subarray(0, whole).toString('utf8').split('\n')
    if (whole === 0) {
      this.#append(head)
      syncFolder(dirname(path))
      return
    }
    checkHead(path, parse<JournalHead>(path, first, 1, ['version', 'fingerprint']), head)
    for (const [i, line] of lines.slice(0, -1).entries()) this.#take(path, line, i + 2)
  }

  #take(path: string, line: string, number: number): void {
    const value = parse<Entry | Growth>(path, line, number, [])
    if ('replications' in value) this.#replications = value.replications
    else if (typeof value.id === 'string') this.entries.set(value.id, value)
    else throw new ResultsError(`${path}:${number}: is damaged: neither a cell nor a growth`)
  }

  #append(line: object): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
      fsyncSync(this.#file)
    } catch (error) {
      // What the system says of an open file does not name it.
      throw Object.assign(error as Error, { path: this.#path })
    }
  }
}

function parse<T extends object>(
  path: string,
  line: string,
  number: number,
  keys: readonly string[],
): T {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw new ResultsError(`${path}:${number}: is damaged: ${(error as Error).message}`)
  }
  if (typeof value === 'object' && value !== null && keys.every((key) => key in value)) {
    return value as T
  }
  throw new ResultsError(
    `${path}:${number}: is damaged: expected ${keys.join(', ') || 'an object'}`,
  )
}

function checkHead(path: string, found: JournalHead, expected: JournalHead): void {
  for (const key of ['version', 'program', 'fingerprint'] as const) {
    if (found[key] === expected[key]) continue
    const what = `${key} "${found[key]}", but this is "${expected[key]}"`
    throw new ResultsError(
      `${path}: was begun with ${what}; results of the two do not mix: give another --out`,
    )
  }
}

/** A new file is only sure to be found again once its folder is on the disk too. */
function syncFolder(folder: string): void {
  // Windows opens no folders, and needs no such thing.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
