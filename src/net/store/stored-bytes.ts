import { fstatSync, readSync, type Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { FileHandles } from './file-handles.js'
import { type FileSpan, FileSpans, type StoredFile } from './file-spans.js'
import { StoreError, storeErrorAt } from './store-error.js'
import type { StoreFolder } from './store-folder.js'

/** Open files a store; as many may be at work at a time. */
const MOST_OPEN = 64

/** The bytes of a torrent as one range over its files on disk. */
export class StoredBytes {
  readonly spans: FileSpans
  readonly #folder: StoreFolder
  readonly #paths: readonly (readonly string[])[]
  readonly #handles: FileHandles
  /** Files written since the last flush. */
  readonly #dirty = new Set<number>()
  /** Each file as it was when first read: when it was changed last, and its length. */
  readonly #stamps = new Map<number, string>()
  /** Files that have looked otherwise since. */
  readonly #changed = new Set<number>()
  #closed = false

  /** Files that are `aside` keep their bytes in the file at `sidePath`, all in one. */
  constructor(
    folder: StoreFolder,
    files: readonly StoredFile[],
    aside: readonly boolean[],
    sidePath: readonly string[],
  ) {
    this.#folder = folder
    this.spans = new FileSpans(files, aside)
    this.#paths = [...files.map(({ path }) => path), sidePath]
    this.#handles = new FileHandles(async (file, access) => {
      if (this.#closed) throw new StoreError(folder.root, 'the store is closed')
      return folder.open(this.#paths[file], access)
    }, MOST_OPEN)
  }

  /** The bytes of each file on disk, 0 if it is absent; the side file is the last. */
  async lengths(): Promise<number[]> {
    const lengths: number[] = []
    for (const [file, path] of this.#paths.entries()) {
      const found = this.#isPadding(file) ? Number.POSITIVE_INFINITY : this.#folder.sizeOf(path)
      lengths.push((await found) ?? 0)
    }
    return lengths
  }

  /**
   * Fills a buffer from `begin` of the torrent on; resolves to the bytes that are there: fewer
   * than the buffer has, where a file has become too short. With `lengths`, what a file of that
   * length does not reach is read from the side file.
   * @throws StoreError if a file is absent or cannot be read
   */
  async read(begin: number, into: Uint8Array, lengths?: readonly number[]): Promise<number> {
    for (const home of this.spans.of(begin, into.length)) {
      const isCut = lengths !== undefined && home.at + home.lengthBytes > lengths[home.file]
      const beside = { ...home, file: this.spans.partFile, at: begin + home.from }
      const span = isCut ? beside : home
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
   * Hands out a range in order, in parts that lie in the buffer while they are heard; resolves to
   * the bytes that were there, as `read` does. It reads on this thread and lets nothing else have
   * its turn: to hash what the pool's threads have read on another core costs half as much again.
   * @throws StoreError if a file is absent or cannot be read
   */
  async scan(
    begin: number,
    lengthBytes: number,
    buffer: Uint8Array,
    hear: (part: Uint8Array) => void,
  ): Promise<number> {
    for (const span of this.spans.of(begin, lengthBytes)) {
      const bytes = this.#isPadding(span.file)
        ? scanZeros(span.lengthBytes, buffer, hear)
        : await this.#use(span, 'read', async ({ fd }) => {
            this.#noteChange(span.file, fstatSync(fd))
            return scanFile(fd, span, buffer, hear)
          })
      if (bytes < span.lengthBytes) return span.from + bytes
    }
    return lengthBytes
  }

  /**
   * Fills a buffer from `begin` of the torrent on, all of it.
   * @throws StoreError if a file is absent, too short, or cannot be read
   */
  async fill(begin: number, into: Uint8Array): Promise<void> {
    const bytes = await this.read(begin, into)
    if (bytes === into.length) return
    throw new StoreError(this.pathAt(begin + bytes), 'has become too short')
  }

  /**
   * Writes bytes from `begin` of the torrent on; they may not change until it resolves.
   * @throws StoreError if a file cannot be written, or was deleted since it was opened
   */
  async write(begin: number, bytes: Uint8Array): Promise<void> {
    for (const span of this.spans.of(begin, bytes.length)) {
      if (this.#isPadding(span.file)) continue
      const part = bytes.subarray(span.from, span.from + span.lengthBytes)
      await this.#use(span, 'write', async (handle) => {
        // What is written to a deleted file is gone with its handle. A call to the thread pool for
        // this would cost ten times the look itself, which needs no disk.
        if (fstatSync(handle.fd).nlink === 0) {
          throw new StoreError(this.#pathOf(span.file), 'was deleted while it was written')
        }
        this.#dirty.add(span.file)
        await writeAll(handle, part, span.at)
      })
    }
  }

  /** Deletes the side file; one that cannot be deleted is in nobody's way. */
  async deletePartFile(): Promise<void> {
    await this.#folder.remove(this.#paths[this.spans.partFile]).catch(() => undefined)
  }

  /** Whether a file of this range was changed since it was read first, by us or by others. */
  hasChanged(begin: number, lengthBytes: number): boolean {
    if (this.#changed.size === 0) return false
    return this.spans.of(begin, lengthBytes).some(({ file }) => this.#changed.has(file))
  }

  /** The file that a byte of the torrent lies in. */
  pathAt(byte: number): string {
    return this.#pathOf(this.spans.of(byte, 1)[0].file)
  }

  /** Has the system bring all that was written to the disk. */
  async flush(): Promise<void> {
    for (const file of this.#dirty) {
      this.#dirty.delete(file)
      await this.#use({ file }, 'write', (handle) => handle.datasync())
    }
  }

  /** Closes the files, each once the work with it is done; none is opened after. */
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

  /** Whether a file is none: its bytes are zeros, and their hash has said so. */
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

/** Hands out a part of a file, buffer by buffer, as far as it goes; how many bytes it were. */
function scanFile(
  fd: number,
  { at, lengthBytes }: FileSpan,
  buffer: Uint8Array,
  hear: (part: Uint8Array) => void,
): number {
  let done = 0
  while (done < lengthBytes) {
    const most = Math.min(buffer.length, lengthBytes - done)
    const bytes = readSync(fd, buffer, 0, most, at + done)
    if (bytes === 0) break
    hear(buffer.subarray(0, bytes))
    done += bytes
  }
  return done
}

/** Hands out so many zeros. */
function scanZeros(
  lengthBytes: number,
  buffer: Uint8Array,
  hear: (part: Uint8Array) => void,
): number {
  buffer.fill(0)
  for (let left = lengthBytes; left > 0; left -= buffer.length) hear(buffer.subarray(0, left))
  return lengthBytes
}

/** Reads until the buffer is full or the file at its end; how many bytes it were. */
async function readAll(handle: FileHandle, into: Uint8Array, at: number): Promise<number> {
  let done = 0
  while (done < into.length) {
    const { bytesRead } = await handle.read(into, done, into.length - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

/** Writes all; the system may take a part at a time, such as the last that a full disk takes. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done)
    done += bytesWritten
  }
}
