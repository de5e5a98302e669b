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

/** The journal's first record; results under different heads cannot be combined. */
export interface JournalHead {
  /** Version of the journal's format. */
  readonly version: 1
  /** The program's version and Node's major version, since another Node may round differently. */
  readonly program: string
  /** Identifies what is computed. */
  readonly fingerprint: string
}

/** A record of how many replications each point is to have from now on. */
interface ReplicationsRecord {
  readonly replications: number
}

/**
 * Keeps the finished runs of a sweep or tournament in a file of JSON records that only grows. Each
 * record reaches the disk before the next, so finished runs survive whatever ends the process. A
 * torn last record is dropped, and its run is executed again. One process at a time may open it.
 */
export class RunJournal<Entry extends JournalEntry> {
  /** The finished runs by id. */
  readonly entries = new Map<string, Entry>()
  #replications = 0
  readonly #path: string
  readonly #file: number
  readonly #lock: FolderLock

  /**
   * Opens a folder's journal, or creates it.
   * @throws ResultsError if the journal is damaged, has another head, or is open in another process
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

  /** The replications that each point was last set to have; 0 if never set. */
  get replications(): number {
    return this.#replications
  }

  /** Records how many replications each point is to have. */
  setReplications(replications: number): void {
    const record: ReplicationsRecord = { replications }
    this.#append(record)
    this.#replications = replications
  }

  /** Records a finished run; it is on the disk when this returns. */
  add(entry: Entry): void {
    this.#append(entry)
    this.entries.set(entry.id, entry)
  }

  /** Closes the journal, so that another process may open it. */
  close(): void {
    closeSync(this.#file)
    this.#lock.release()
  }

  #read(path: string, head: JournalHead): void {
    const bytes = readFileSync(path)
    const whole = bytes.lastIndexOf('\n') + 1
    // A process killed in mid-write, or a full disk, leaves half a record.
    if (whole < bytes.length) ftruncateSync(this.#file, whole)
    const [first, ...lines] = bytes.subarray(0, whole).toString('utf8').split('\n')
    if (whole === 0) {
      this.#append(head)
      syncFolder(dirname(path))
      return
    }
    checkHead(path, parse<JournalHead>(path, first, 1, ['version', 'fingerprint']), head)
    for (const [i, line] of lines.slice(0, -1).entries()) this.#readRecord(path, line, i + 2)
  }

  #readRecord(path: string, line: string, number: number): void {
    const value = parse<Entry | ReplicationsRecord>(path, line, number, [])
    if ('replications' in value) this.#replications = value.replications
    else if (typeof value.id === 'string') this.entries.set(value.id, value)
    else throw damaged(path, number, 'expected a key "id" or "replications"')
  }

  #append(record: object): void {
    const bytes = Buffer.from(`${JSON.stringify(record)}\n`)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
      fsyncSync(this.#file)
    } catch (error) {
      // The system's error for an open file does not name it.
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
    throw damaged(path, number, (error as Error).message)
  }
  if (typeof value === 'object' && value !== null && keys.every((key) => key in value)) {
    return value as T
  }
  const quoted = keys.map((key) => `"${key}"`)
  const expected = keys.length > 0 ? `the keys ${quoted.join(', ')}` : 'an object'
  throw damaged(path, number, `expected ${expected}`)
}

function damaged(path: string, line: number, problem: string): ResultsError {
  const hint = line === 1 ? 'choose another folder with --out' : 'delete the line to repeat its run'
  return new ResultsError(`${path}:${line}: damaged record: ${problem}; ${hint}`)
}

function checkHead(path: string, found: JournalHead, expected: JournalHead): void {
  for (const key of ['version', 'program', 'fingerprint'] as const) {
    if (found[key] === expected[key]) continue
    throw new ResultsError(
      `${path}: expected ${key} "${expected[key]}", found "${found[key]}"; ` +
        'their results cannot be combined, choose another folder with --out',
    )
  }
}

/** Flushes a folder to the disk: without that, a crash may lose a new file in it. */
function syncFolder(folder: string): void {
  // Windows cannot open folders, and does not need this.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
