import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { alignedBuffer } from '../store/aligned-buffer.js'
import type { Content, ContentFile } from './content.js'
import { HASH_BYTES } from './metainfo.js'
import { TorrentError } from './torrent-error.js'

/** Bytes of one read, whatever the piece size; two of these are in memory at a time. */
const CHUNK_BYTES = 2 ** 20

/**
 * Returns the SHA-1 of each piece of the content. `onBytes` receives the number of bytes hashed so
 * far.
 * @throws TorrentError if a file has changed since it was listed
 */
export async function hashPieces(
  { files, sizeBytes }: Content,
  pieceBytes: number,
  onBytes: (hashedBytes: number) => void = () => {},
): Promise<Uint8Array> {
  const hashes = new PieceHashes(sizeBytes, pieceBytes)
  for (const file of files) {
    const handle = await open(file.file)
    try {
      await refuseChanged(handle, file)
      for await (const chunk of chunksOf(handle, file)) {
        hashes.add(chunk)
        onBytes(hashes.addedBytes)
      }
      await refuseChanged(handle, file)
    } finally {
      await handle.close()
    }
  }
  return hashes.end()
}

/**
 * Yields a file's bytes; a chunk is valid until the second one after it, which reuses its buffer.
 */
async function* chunksOf(handle: FileHandle, file: ContentFile): AsyncGenerator<Uint8Array> {
  if (file.lengthBytes === 0) return
  const chunkBytes = Math.min(CHUNK_BYTES, file.lengthBytes)
  let [now, next] = [alignedBuffer(chunkBytes), alignedBuffer(chunkBytes)]
  let left = file.lengthBytes
  let reading = handle.read(now, 0, Math.min(left, chunkBytes))
  while (left > 0) {
    const { bytesRead } = await reading
    if (bytesRead === 0) throw changed(file)
    left -= bytesRead
    if (left > 0) reading = handle.read(next, 0, Math.min(left, chunkBytes))
    yield now.subarray(0, bytesRead)
    ;[now, next] = [next, now]
  }
}

/** Takes bytes in parts of any size and hashes each piece. */
class PieceHashes {
  addedBytes = 0
  readonly #hashes: Uint8Array
  readonly #pieceBytes: number
  #piece = createHash('sha1')
  #pieceLeft: number
  #count = 0

  constructor(sizeBytes: number, pieceBytes: number) {
    this.#hashes = new Uint8Array(HASH_BYTES * Math.ceil(sizeBytes / pieceBytes))
    this.#pieceBytes = pieceBytes
    this.#pieceLeft = pieceBytes
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#pieceLeft)
      this.#piece.update(part)
      at += part.length
      this.#pieceLeft -= part.length
      if (this.#pieceLeft === 0) this.#next()
    }
    this.addedBytes += bytes.length
  }

  end(): Uint8Array {
    if (this.#pieceLeft < this.#pieceBytes) this.#next()
    return this.#hashes
  }

  #next(): void {
    this.#hashes.set(this.#piece.digest(), HASH_BYTES * this.#count++)
    this.#piece = createHash('sha1')
    this.#pieceLeft = this.#pieceBytes
  }
}

async function refuseChanged(handle: FileHandle, file: ContentFile): Promise<void> {
  const { size, mtimeMs } = await handle.stat()
  if (size !== file.lengthBytes || mtimeMs !== file.changedMs) throw changed(file)
}

function changed({ file }: ContentFile): TorrentError {
  return new TorrentError(file, 'an unchanged file', 'one that changed while hashed')
}
