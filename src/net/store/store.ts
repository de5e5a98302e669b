import { assert } from '../../base/assert.js'
import type { BitTable } from '../../base/bits.js'
import { Geometry } from '../../peer/geometry.js'
import { alignedBuffer } from './aligned-buffer.js'
import { mostLines, shareCacheBudget } from './cache-budget.js'
import { claimFiles } from './file-claims.js'
import type { StoredFile } from './file-spans.js'
import { restoreFromPartFile } from './part-file.js'
import { PieceHashes } from './piece-hashes.js'
import { ReadCache } from './read-cache.js'
import { type CheckProgress, checkPieces } from './store-check.js'
import { codeOf, StoreError } from './store-error.js'
import { StoreFolder } from './store-folder.js'
import { StoredBytes } from './stored-bytes.js'

/** What is read ahead of a block: so many bytes of its piece, if the piece has them. */
const LINE_BYTES = 256 * 1024

/** Refusals that say nothing about the file. */
const TRANSIENT = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']

/** What a store is made of. */
export interface StoreOptions {
  /** The folder that all files lie in; made if it is absent. */
  readonly folder: string
  /** In the order of the torrent; the paths are known to be safe and to differ, bar padding. */
  readonly files: readonly StoredFile[]
  readonly pieceBytes: number
  /** 20 bytes of SHA-1 a piece. */
  readonly hashes: Uint8Array
  /** Which files are to be there in the end; all, if it is not given. */
  readonly wanted?: readonly boolean[]
  /** Nothing is made or written, not even empty files; symbolic links are followed. */
  readonly readOnly?: boolean
  /** A piece that was thought to be there cannot be read any more. */
  readonly readFailed?: (piece: number) => void
}

/**
 * The pieces of a torrent in files. A piece is written only if its hash is right, so nothing right
 * is ever overwritten by anything else, files never shrink, and what a crash tore is found by
 * `check`. Two processes on one torrent's files write the same bytes and do each other no harm;
 * two torrents in one process may not write the same file, which `open` refuses.
 *
 * A piece may straddle a file that is wanted and one that is not. Of those that are not wanted,
 * files that are there are used as they are; the bytes of the others go into one hidden, sparse
 * file beside them, `.<hash>.parts`, at their place in the torrent.
 */
export class Store {
  readonly geometry: Geometry
  readonly #hashes: PieceHashes
  readonly #stored: StoredBytes
  readonly #cache: ReadCache
  readonly #lineBytes: number
  readonly #readOnly: boolean
  readonly #readFailed: (piece: number) => void
  readonly #releaseFiles: () => void
  readonly #releaseBudget: () => void
  /** Writes under way, by piece. */
  readonly #writes = new Map<number, Promise<void>>()
  #closed = false

  private constructor(
    geometry: Geometry,
    hashes: PieceHashes,
    stored: StoredBytes,
    { readOnly = false, readFailed = () => undefined }: StoreOptions,
    unclaim: () => void,
  ) {
    this.geometry = geometry
    this.#hashes = hashes
    this.#stored = stored
    this.#lineBytes = Math.min(LINE_BYTES, geometry.pieceBytes)
    this.#cache = new ReadCache(() => mostLines(this.#lineBytes), this.#lineBytes)
    this.#releaseBudget = shareCacheBudget()
    this.#readOnly = readOnly
    this.#readFailed = readFailed
    this.#releaseFiles = unclaim
  }

  /**
   * Looks at what is there, and makes the wanted files that are empty. Other files are made once a
   * piece of theirs is written.
   * @throws StoreError if something stands in the way: a folder in place of a file, a file in place
   * of a folder, a link in a store that is written, a file that is longer than the torrent says, or
   * one that another store writes
   */
  static async open(options: StoreOptions): Promise<Store> {
    const { files, readOnly = false } = options
    const sizeBytes = files.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
    const geometry = new Geometry(sizeBytes, options.pieceBytes)
    const hashes = new PieceHashes(options.hashes, geometry)
    const folder = await StoreFolder.at(options.folder, readOnly ? 'read' : 'write')
    const aside: boolean[] = []
    for (const [i, file] of files.entries()) {
      aside.push(!(await isUsed(folder, file, options.wanted?.[i] ?? true)))
    }
    const sidePath = [`.${hashes.digest.slice(0, 16)}.parts`]
    const used = files.filter(({ path }, i) => path.length > 0 && !aside[i])
    const paths = readOnly ? [] : [...used.map(({ path }) => path), sidePath]
    const unclaim = claimFiles(paths.map((path) => folder.pathOf(path)))
    try {
      if (!readOnly) await makeEmpty(folder, used)
    } catch (error) {
      unclaim()
      throw error
    }
    const stored = new StoredBytes(folder, files, aside, sidePath)
    return new Store(geometry, hashes, stored, options, unclaim)
  }

  /**
   * Finds out by their hashes which pieces are right: bits of row 0. What lies beside files that
   * are wanted by now is brought to its place.
   * @throws StoreError if a file is there but cannot be read; the signal's reason, if it aborts
   */
  async check(progress?: CheckProgress, signal?: AbortSignal): Promise<BitTable> {
    const { geometry } = this
    const checked = { geometry, hashes: this.#hashes, stored: this.#stored }
    const right = await checkPieces(checked, progress, signal)
    if (!this.#readOnly) await restoreFromPartFile(checked, right)
    return right
  }

  /**
   * Writes a whole piece if its hash is right; else nothing is written and it resolves to false.
   * The bytes may not change until it resolves, when they have been handed to the system.
   * @throws StoreError if they cannot be written; then the piece is not there
   */
  async write(piece: number, bytes: Uint8Array): Promise<boolean> {
    const expected = this.geometry.bytesOf(piece)
    assert(bytes.length === expected, `${bytes.length} bytes of piece ${piece}, it has ${expected}`)
    assert(!this.#readOnly, 'a piece for a store that is only read')
    if (!this.#hashes.matches(piece, bytes)) return false
    const writing = this.#writePiece(piece, bytes)
    this.#writes.set(piece, writing)
    try {
      await writing
    } finally {
      if (this.#writes.get(piece) === writing) this.#writes.delete(piece)
    }
    return true
  }

  /**
   * A block of a piece that is there: at once, if it was read ahead. The view does not change until
   * it is released, and holds memory as long as it is held. If the file has become too short or
   * cannot be read any more, it rejects with a StoreError, and the piece is reported as lost.
   */
  read(piece: number, begin: number, lengthBytes: number): Uint8Array | Promise<Uint8Array> {
    if (!this.#isInside(piece, begin, lengthBytes)) {
      const asked = `${lengthBytes} bytes from ${begin} of piece ${piece}`
      return Promise.reject(new RangeError(`${asked}, which has no such bytes`))
    }
    const lineBytes = this.#lineBytes
    const number = Math.floor(begin / lineBytes)
    const lineBegin = number * lineBytes
    const at = begin - lineBegin
    const end = at + lengthBytes
    // What would be zeroed is read over, and handed out only when it is full.
    if (end > lineBytes) return this.#load(piece, begin, alignedBuffer(lengthBytes))
    const line = piece * this.#linesAPiece + number
    const held = this.#cache.get(line)
    if (held) return held.subarray(at, end)
    const bytes = Math.min(lineBytes, this.geometry.bytesOf(piece) - lineBegin)
    const loading = this.#cache.load(line, (buffer) =>
      this.#load(piece, lineBegin, buffer.subarray(0, bytes)),
    )
    return loading.then((loaded) => loaded.subarray(at, end))
  }

  /** What `read` has answered is read no more: its memory may be used for other bytes. */
  release(view: Uint8Array): void {
    this.#cache.release(view)
  }

  /** Resolves when all that was written is on the disk and would survive a power cut. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#writes.values())
    await this.#stored.flush()
  }

  /** Waits for what is being written and closes the files; nothing can be read or written after. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.allSettled(this.#writes.values())
    await this.#stored.close()
    this.#releaseFiles()
    this.#releaseBudget()
  }

  get #linesAPiece(): number {
    return Math.ceil(this.geometry.pieceBytes / this.#lineBytes)
  }

  /** Whether a piece has these bytes and they are some; what comes from a peer may be anything. */
  #isInside(piece: number, begin: number, lengthBytes: number): boolean {
    const isWhole = [piece, begin, lengthBytes].every(Number.isSafeInteger)
    if (!isWhole || piece < 0 || piece >= this.geometry.pieceCount) return false
    return begin >= 0 && lengthBytes > 0 && begin + lengthBytes <= this.geometry.bytesOf(piece)
  }

  async #writePiece(piece: number, bytes: Uint8Array): Promise<void> {
    await this.#writesDone(piece)
    await this.#stored.write(piece * this.geometry.pieceBytes, bytes)
    this.#forget(piece)
  }

  /** Fills a buffer with a range of a piece from the disk, after what is being written of it. */
  async #load(piece: number, begin: number, bytes: Buffer): Promise<Uint8Array> {
    await this.#writesDone(piece)
    try {
      const at = piece * this.geometry.pieceBytes + begin
      await this.#stored.fill(at, bytes)
      const isTouched = this.#readOnly && this.#stored.hasChanged(at, bytes.length)
      if (isTouched) await this.#recheck(piece)
    } catch (error) {
      this.#forget(piece)
      if (!this.#closed && !TRANSIENT.includes(codeOf(error) ?? '')) this.#readFailed(piece)
      throw error
    }
    return bytes
  }

  /** Somebody has changed a file: nobody is to be sent what the torrent does not say. */
  async #recheck(piece: number): Promise<void> {
    const { geometry } = this
    const begin = piece * geometry.pieceBytes
    const bytes = new Uint8Array(geometry.bytesOf(piece))
    await this.#stored.fill(begin, bytes)
    if (this.#hashes.matches(piece, bytes)) return
    throw new StoreError(this.#stored.pathAt(begin), 'was changed: it is not as the torrent says')
  }

  /** Resolves when nothing is being written of the piece, however that ended. */
  async #writesDone(piece: number): Promise<void> {
    await this.#writes.get(piece)?.catch(() => undefined)
  }

  #forget(piece: number): void {
    const lines = this.#linesAPiece
    this.#cache.forget(piece * lines, (piece + 1) * lines)
  }
}

/**
 * Whether a file is used where it lies, not the side file: if it is wanted, or there already.
 * @throws StoreError if it is wanted, and what is there cannot be it
 */
async function isUsed(folder: StoreFolder, file: StoredFile, wanted: boolean): Promise<boolean> {
  if (file.path.length === 0) return true
  try {
    const found = await folder.sizeOf(file.path)
    if (found === undefined) return wanted
    if (found <= file.lengthBytes) return true
    const words = `expected at most ${file.lengthBytes} bytes, found ${found}: is it another file?`
    throw new StoreError(folder.pathOf(file.path), words)
  } catch (error) {
    if (wanted || !(error instanceof StoreError)) throw error
    return false
  }
}

/** Makes the files that have no bytes, of which no piece will ever be written. */
async function makeEmpty(folder: StoreFolder, files: readonly StoredFile[]): Promise<void> {
  for (const { path, lengthBytes } of files) {
    if (lengthBytes > 0) continue
    const handle = await folder.open(path, 'write')
    await handle.close()
  }
}
