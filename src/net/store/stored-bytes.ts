import { fstatSync, readSync, type Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { FileHandles } from './file-handles.js'
import { type FileSpan, FileSpans, type StoredFile } from './file-spans.js'
import { StoreError, storeErrorAt } from './store-error.js'
import type { StoreFolder } from './store-folder.js'

/** The most open files per store. */
const MAX_OPEN = 64

/** Reads and writes a torrent's bytes as one range over its files on the disk. */
export class StoredBytes {
  readonly spans: FileSpans
  readonly #folder: StoreFolder
  readonly #paths: readonly (readonly string[])[]
  readonly #handles: FileHandles
  /** Files written since the last flush. */
  readonly #dirty = new Set<number>()
  /** The modification time and length of each file when it was first read. */
  readonly #stamps = new Map<number, string>()
  /** Files that have changed since. */
  readonly #changed = new Set<number>()
  #closed = false

  /** Files that are `inPartFile` keep their bytes in the file at `partPath`. */
  constructor(
    folder: StoreFolder,
    files: readonly StoredFile[],
    inPartFile: readonly boolean[],
    partPath: readonly string[],
  ) {
    this.#folder = folder
    this.spans = new FileSpans(files, inPartFile)
    this.#paths = [...files.map(({ path }) => path), partPath]
    this.#handles = new FileHandles(async (file, access) => {
      if (this.#closed) throw new StoreError(folder.root, 'the store is closed')
      return folder.open(this.#paths[file], access)
    }, MAX_OPEN)
  }

  /** Returns the length of each file on the disk, 0 if it is absent; the part file is last. */
  async lengths(): Promise<number[]> {
    const lengths: number[] = []
    for (const [file, path] of this.#paths.entries()) {
      const found = this.#isPadding(file) ? Number.POSITIVE_INFINITY : this.#folder.sizeOf(path)
      lengths.push((await found) ?? 0)
    }
    return lengths
  }

  /**
   * Fills a buffer from byte `begin` of the torrent; resolves to the number of bytes read, which is
   * less than the buffer's if a file is too short. With `lengths`, bytes beyond the end of a file
   * of that length are read from the part file.
   * @throws StoreError if a file is absent or cannot be read
   */
  async read(begin: number, into: Uint8Array, lengths?: readonly number[]): Promise<number> {
    for (const own of this.spans.of(begin, into.length)) {
      const isCut = lengths !== undefined && own.at + own.lengthBytes > lengths[own.file]
      const inPartFile = { ...own, file: this.spans.partFile, at: begin + own.from }
      const span = isCut ? inPartFile : own
      const part = into.subarray(span.from, span.from + span.lengthBytes)
      if (this.#isPadding(span.file)) {
        part.fill(0)
        continue
      }
      const bytes = await this.#use(span, 'read', async (handle) => {
        const filled = await readAll(handle, part, span.at)
        this.#noteChange(span.file, fstatSync(handle.fd))
        return filled
      })
      if (bytes < part.length) return span.from + bytes
    }
    return into.length
  }

  /**
   * Passes a range to `onPart` in order, in parts that lie in the buffer during the call; resolves
   * to the number of bytes, as `read` does. It reads on this thread and blocks it: hashing what the
   * pool's threads have read on another core costs half as much again.
   * @throws StoreError if a file is absent or cannot be read
   */
  async scan(
    begin: number,
    lengthBytes: number,
    buffer: Uint8Array,
    onPart: (part: Uint8Array) => void,
  ): Promise<number> {
    for (const span of this.spans.of(begin, lengthBytes)) {
      const bytes = this.#isPadding(span.file)
        ? scanZeros(span.lengthBytes, buffer, onPart)
        : await this.#use(span, 'read', async ({ fd }) => {
            this.#noteChange(span.file, fstatSync(fd))
            return scanFile(fd, span, buffer, onPart)
          })
      if (bytes < span.lengthBytes) return span.from + bytes
    }
    return lengthBytes
  }

  /**
   * Fills the whole buffer from byte `begin` of the torrent.
   * @throws StoreError if a file is absent, too short, or cannot be read
   */
  async fill(begin: number, into: Uint8Array): Promise<void> {
    const bytes = await this.read(begin, into)
    if (bytes === into.length) return
    throw new StoreError(this.pathAt(begin + bytes), 'has become too short: its end is missing')
  }

  /**
   * Writes bytes at byte `begin` of the torrent; they may not change until it resolves.
   * @throws StoreError if a file cannot be written, or was deleted while open
   */
  async write(begin: number, bytes: Uint8Array): Promise<void> {
    for (const span of this.spans.of(begin, bytes.length)) {
      if (this.#isPadding(span.file)) continue
      const part = bytes.subarray(span.from, span.from + span.lengthBytes)
      await this.#use(span, 'write', async (handle) => {
        // Bytes written to a deleted file vanish with its handle. The call needs no disk; on the
        // thread pool it would cost ten times as much.
        if (fstatSync(handle.fd).nlink === 0) {
          throw new StoreError(this.#pathOf(span.file), 'was deleted during the download')
        }
        this.#dirty.add(span.file)
        await writeAll(handle, part, span.at)
      })
    }
  }

  /** Deletes the part file; a failure does no harm and is ignored. */
  async deletePartFile(): Promise<void> {
    await this.#folder.remove(this.#paths[this.spans.partFile]).catch(() => undefined)
  }

  /** Returns whether a file of this range has changed since it was first read. */
  hasChanged(begin: number, lengthBytes: number): boolean {
    if (this.#changed.size === 0) return false
    return this.spans.of(begin, lengthBytes).some(({ file }) => this.#changed.has(file))
  }

  /** Returns the path of the file that holds a byte of the torrent. */
  pathAt(byte: number): string {
    return this.#pathOf(this.spans.of(byte, 1)[0].file)
  }

  /** Makes the system write everything to the disk. */
  async flush(): Promise<void> {
    for (const file of this.#dirty) {
      this.#dirty.delete(file)
      await this.#use({ file }, 'write', (handle) => handle.datasync())
    }
  }

  /** Closes the files once the work on them is done; none is opened after. */
  close(): Promise<void> {
    this.#closed = true
    return this.#handles.close()
  }

  #noteChange(file: number, { mtimeMs, size }: Stats): void {
    const stamp = `${mtimeMs} ${size}`
    const before = this.#stamps.get(file)
    if (before === undefined) this.#stamps.set(file, stamp)
    else if (before !== stamp) this.#changed.add(file)
  }

  /** Returns whether a file is padding: its bytes are zeros and are not stored. */
  #isPadding(file: number): boolean {
    return this.#paths[file].length === 0
  }

  #pathOf(file: number): string {
    return this.#folder.pathOf(this.#paths[file])
  }

  async #use<T>(
    { file }: Pick<FileSpan, 'file'>,
    access: 'read' | 'write',
    work: (handle: FileHandle) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#handles.use(file, access, work)
    } catch (error) {
      throw storeErrorAt(this.#pathOf(file), error)
    }
  }
}

/** Passes a part of a file to `onPart`, buffer by buffer; returns the number of bytes read. */
function scanFile(
  fd: number,
  { at, lengthBytes }: FileSpan,
  buffer: Uint8Array,
  onPart: (part: Uint8Array) => void,
): number {
  let done = 0
  while (done < lengthBytes) {
    const most = Math.min(buffer.length, lengthBytes - done)
    const bytes = readSync(fd, buffer, 0, most, at + done)
    if (bytes === 0) break
    onPart(buffer.subarray(0, bytes))
    done += bytes
  }
  return done
}

/** Passes that many zeros to `onPart`. */
function scanZeros(
  lengthBytes: number,
  buffer: Uint8Array,
  onPart: (part: Uint8Array) => void,
): number {
  buffer.fill(0)
  for (let left = lengthBytes; left > 0; left -= buffer.length) onPart(buffer.subarray(0, left))
  return lengthBytes
}

/** Reads until the buffer is full or the file ends; returns the number of bytes read. */
async function readAll(handle: FileHandle, into: Uint8Array, at: number): Promise<number> {
  let done = 0
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

/** Writes all bytes; one call may write a part only, such as the last on a full disk. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}
