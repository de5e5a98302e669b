import { createHash } from 'node:crypto'

/**
 * Returns random-looking bytes that are never 0, so that no hole in a file is correct by accident.
 */
export function contentOf(lengthBytes: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(lengthBytes)
  for (let i = 0, state = seed | 1; i < lengthBytes; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    bytes[i] = 1 + ((state >>> 8) % 255)
  }
  return bytes
}

/** A torrent of files f0, d1/f1, f2, ... of these lengths. */
export class Content {
  readonly files: { readonly path: string[]; readonly lengthBytes: number }[]
  readonly content: Uint8Array
  readonly pieceBytes: number
  readonly pieceCount: number
  readonly hashes: Uint8Array

  constructor(lengths: readonly number[], pieceBytes: number, seed = 1) {
    this.files = lengths.map((lengthBytes, i) => ({
      path: i % 2 ? [`d${i % 4}`, `f${i}`] : [`f${i}`],
      lengthBytes,
    }))
    this.content = contentOf(
      lengths.reduce((sum, length) => sum + length, 0),
      seed,
    )
    this.pieceBytes = pieceBytes
    this.pieceCount = Math.ceil(this.content.length / pieceBytes)
    this.hashes = new Uint8Array(this.pieceCount * 20)
    this.rehash()
  }

  /** Recomputes the hashes after a change of content. */
  rehash(): void {
    for (let i = 0; i < this.pieceCount; i++) {
      this.hashes.set(createHash('sha1').update(this.piece(i)).digest(), i * 20)
    }
  }

  piece(i: number): Uint8Array {
    return this.content.subarray(i * this.pieceBytes, (i + 1) * this.pieceBytes)
  }

  /** Returns the final content of a file. */
  fileContent(file: number): Uint8Array {
    const before = this.files.slice(0, file).reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
    return this.content.subarray(before, before + this.files[file].lengthBytes)
  }
}
