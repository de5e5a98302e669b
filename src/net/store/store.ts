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

/** Bytes of a cache line: a block is read with this much of its piece. */
const LINE_BYTES = 256 * 1024

/** Errors that do not mean that the file is bad. */
const TRANSIENT = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']

/** What a store needs. */
export interface StoreOptions {
  /** The folder of all files; made if it is absent. */
  readonly folder: string
  /** In the torrent's order; paths are safe and distinct, except those of padding. */
  readonly files: readonly StoredFile[]
  readonly pieceBytes: number
  /** 20 bytes of SHA-1 per piece. */
  readonly hashes: Uint8Array
  /** Which files are wanted; all by default. */
  readonly wanted?: readonly boolean[]
  /** Whether nothing may be made or written; then symbolic links are followed. */
  readonly readOnly?: boolean
  /** Called when a piece on the disk cannot be read any more. */
  readonly readFailed?: (piece: number) => void
}

/**
 * Stores a torrent's pieces in files. A piece is written only if its hash is right, so right bytes
 * are never overwritten by wrong ones. Files never shrink, and `check` finds what a crash tore. Two
 * processes on one torrent's files write the same bytes and do no harm; two torrents in one process
 * may not write the same file, which `open` refuses.
 *
 * A piece may straddle a wanted file and an unwanted one. Unwanted files that exist are used as
 * they are; the bytes of the others go into the part file, a hidden sparse file `.<hash>.parts` in
 * the same folder, at their offset in the torrent.
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
  /** Writes in progress, by piece. */
  readonly #writes = new Map<number, Promise<void>>()
  #closed = false

  private constructor(
    geometry: Geometry,
    hashes: PieceHashes,
    stored: StoredBytes,
    { readOnly = false, readFailed = () => undefined }: StoreOptions,
    releaseFiles: () => void,
  ) {
    this.geometry = geometry
    this.#hashes = hashes
    this.#stored = stored
    this.#lineBytes = Math.min(LINE_BYTES, geometry.pieceBytes)
    this.#cache = new ReadCache(() => mostLines(this.#lineBytes), this.#lineBytes)
    this.#releaseBudget = shareCacheBudget()
    this.#readOnly = readOnly
    this.#readFailed = readFailed
    this.#releaseFiles = releaseFiles
  }

  /**
   * Checks the paths and makes wanted files of length 0. Other files are made once one of their
   * pieces is written.
   * @throws StoreError for a folder in place of a file, a file in place of a folder, a link in a
   * store that is written, a file that is longer than in the torrent, or one that another store
   * writes
   */
  static async open(options: StoreOptions): Promise<Store> {
    const { files, readOnly = false } = options
    const sizeBytes = files.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
    const geometry = new Geometry(sizeBytes, options.pieceBytes)
    const hashes = new PieceHashes(options.hashes, geometry)
    const folder = await StoreFolder.at(options.folder, readOnly ? 'read' : 'write')
    const inPartFile: boolean[] = []
    for (const [i, file] of files.entries()) {
      inPartFile.push(!(await isUsed(folder, file, options.wanted?.[i] ?? true)))
    }
    const partPath = [`.${hashes.digest.slice(0, 16)}.parts`]
    const used = files.filter(({ path }, i) => path.length > 0 && !inPartFile[i])
    const paths = readOnly ? [] : [...used.map(({ path }) => path), partPath]
    const releaseFiles = claimFiles(paths.map((path) => folder.pathOf(path)))
    try {
      if (!readOnly) await makeEmpty(folder, used)
    } catch (error) {
      releaseFiles()
      throw error
    }
    const stored = new StoredBytes(folder, files, inPartFile, partPath)
    return new Store(geometry, hashes, stored, options, releaseFiles)
  }

  /**
   * Hashes all pieces and returns those that are right, as row 0. Moves bytes from the part file to
   * files that are wanted now.
   * @throws StoreError if an existing file cannot be read; the signal's reason, if it aborts
   */
  async check(progress?: CheckProgress, signal?: AbortSignal): Promise<BitTable> {
    const { geometry } = this
    const checked = { geometry, hashes: this.#hashes, stored: this.#stored }
    const verified = await checkPieces(checked, progress, signal)
    if (!this.#readOnly) await restoreFromPartFile(checked, verified)
    return verified
  }

  /**
   * Writes a whole piece if its hash is right, or resolves to false. The bytes may not change until
   * it resolves, when the system has them.
   * @throws StoreError if they cannot be written; then the piece is missing
   */
  async write(piece: number, bytes: Uint8Array): Promise<boolean> {
    const expected = this.geometry.bytesOf(piece)
    assert(
      bytes.length === expected,
      `${bytes.length} bytes for piece ${piece}, expected ${expected}`,
    )
    assert(!this.#readOnly, 'a write to a read-only store')
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
   * Reads a block of a stored piece: at once, if it is cached. The view does not change and keeps
   * its memory until it is released. Rejects with a StoreError, and reports the piece, if the file
   * has become too short or cannot be read any more.
   */
  read(piece: number, begin: number, lengthBytes: number): Uint8Array | Promise<Uint8Array> {
    if (!this.#isInside(piece, begin, lengthBytes)) {
      const range = `${lengthBytes} bytes from ${begin} of piece ${piece}`
      return Promise.reject(new RangeError(`out of range: ${range}`))
    }
    const lineBytes = this.#lineBytes
    const number = Math.floor(begin / lineBytes)
    const lineBegin = number * lineBytes
    const at = begin - lineBegin
    const end = at + lengthBytes
    // The buffer is uninitialised; it is returned only once it is full.
    if (end > lineBytes) return this.#load(piece, begin, alignedBuffer(lengthBytes))
    const line = piece * this.#linesPerPiece + number
    const held = this.#cache.get(line)
    if (held) return held.subarray(at, end)
    const bytes = Math.min(lineBytes, this.geometry.bytesOf(piece) - lineBegin)
    const loading = this.#cache.load(line, (buffer) =>
      this.#load(piece, lineBegin, buffer.subarray(0, bytes)),
    )
    return loading.then((loaded) => loaded.subarray(at, end))
  }

  /** Releases a view from `read`: its memory may be reused. */
  release(view: Uint8Array): void {
    this.#cache.release(view)
  }

  /** Resolves once all written bytes would survive a power cut. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#writes.values())
    await this.#stored.flush()
  }

  /** Waits for writes in progress and closes the files; nothing can be read or written after. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.allSettled(this.#writes.values())
    await this.#stored.close()
    this.#releaseFiles()
    this.#releaseBudget()
  }

  get #linesPerPiece(): number {
    return Math.ceil(this.geometry.pieceBytes / this.#lineBytes)
  }

  /** Returns whether a range, which may come from a peer, is valid and not empty. */
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

  /** Reads a range of a piece from the disk, once writes to the piece are done. */
  async #load(piece: number, begin: number, bytes: Buffer): Promise<Uint8Array> {
    await this.#writesDone(piece)
    try {
      const at = piece * this.geometry.pieceBytes + begin
      await this.#stored.fill(at, bytes)
      const hasChanged = this.#readOnly && this.#stored.hasChanged(at, bytes.length)
      if (hasChanged) await this.#recheck(piece)
    } catch (error) {
      this.#forget(piece)
      if (!this.#closed && !TRANSIENT.includes(codeOf(error) ?? '')) this.#readFailed(piece)
      throw error
    }
    return bytes
  }

  /** Checks a piece of a changed file, so that no wrong bytes are sent. */
  async #recheck(piece: number): Promise<void> {
    const { geometry } = this
    const begin = piece * geometry.pieceBytes
    const bytes = new Uint8Array(geometry.bytesOf(piece))
    await this.#stored.fill(begin, bytes)
    if (this.#hashes.matches(piece, bytes)) return
    throw new StoreError(
      this.#stored.pathAt(begin),
      'was changed: its content no longer matches the torrent',
    )
  }

  /** Resolves once no write to the piece is in progress. */
  async #writesDone(piece: number): Promise<void> {
    await this.#writes.get(piece)?.catch(() => undefined)
  }

  #forget(piece: number): void {
    const lines = this.#linesPerPiece
    this.#cache.forget(piece * lines, (piece + 1) * lines)
  }
}

/**
 * Returns whether a file is used itself, not the part file: if it is wanted or exists already.
 * @throws StoreError if it is wanted, and what exists there cannot be it
 */
async function isUsed(folder: StoreFolder, file: StoredFile, wanted: boolean): Promise<boolean> {
  if (file.path.length === 0) return true
  try {
    const found = await folder.sizeOf(file.path)
    if (found === undefined) return wanted
    if (found <= file.lengthBytes) return true
    const text = `expected at most ${file.lengthBytes} bytes, found ${found}: is it another file?`
    throw new StoreError(folder.pathOf(file.path), text)
  } catch (error) {
    if (wanted || !(error instanceof StoreError)) throw error
    return false
  }
}

/** Makes the files of length 0, which no piece belongs to. */
async function makeEmpty(folder: StoreFolder, files: readonly StoredFile[]): Promise<void> {
  for (const { path, lengthBytes } of files) {
    if (lengthBytes > 0) continue
    const handle = await folder.open(path, 'write')
    await handle.close()
  }
}
