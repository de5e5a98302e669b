import { assert } from '../../base/assert.js'

/** A file of a torrent. */
export interface StoredFile {
  /** Safe names of its folders and itself; empty for padding (BEP 47), which is never stored. */
  readonly path: readonly string[]
  readonly lengthBytes: number
}

/** The part of a torrent's byte range that lies in one file. */
export interface FileSpan {
  /** The file's number. */
  readonly file: number
  /** Its offset in the file, in bytes. */
  readonly at: number
  /** Its offset in the range, in bytes. */
  readonly from: number
  readonly lengthBytes: number
}

/** Maps a torrent's bytes to its files, which follow each other without a gap (BEP 3). */
export class FileSpans {
  readonly sizeBytes: number
  /** The offset of each file in the torrent, then the torrent's size. */
  readonly #starts: Float64Array
  /** Files whose bytes lie in the part file. */
  readonly #inPartFile: readonly boolean[]

  /** Bytes of files that are `inPartFile` lie in the part file, at their offset in the torrent. */
  constructor(files: readonly StoredFile[], inPartFile: readonly boolean[]) {
    this.#starts = new Float64Array(files.length + 1)
    for (const [i, { lengthBytes }] of files.entries()) {
      this.#starts[i + 1] = this.#starts[i] + lengthBytes
    }
    this.sizeBytes = this.#starts[files.length]
    this.#inPartFile = inPartFile
  }

  /** The number of the part file. */
  get partFile(): number {
    return this.#inPartFile.length
  }

  /** Whether any file's bytes lie in the part file. */
  get usesPartFile(): boolean {
    return this.#inPartFile.includes(true)
  }

  /** Returns the parts of a range of the torrent, in order; none is empty. */
  of(begin: number, lengthBytes: number): FileSpan[] {
    const end = begin + lengthBytes
    assert(begin >= 0 && end <= this.sizeBytes, `bytes ${begin} to ${end} of ${this.sizeBytes}`)
    const starts = this.#starts
    const spans: FileSpan[] = []
    for (let file = this.#fileAt(begin), at = begin; at < end; file++) {
      const length = Math.min(starts[file + 1], end) - at
      if (length === 0) continue
      const place = this.#inPartFile[file]
        ? { file: this.partFile, at }
        : { file, at: at - starts[file] }
      spans.push({ ...place, from: at - begin, lengthBytes: length })
      at += length
    }
    return spans
  }

  /** Returns the last file that begins at or before a byte of the torrent. */
  #fileAt(byte: number): number {
    let low = 0
    let high = this.#inPartFile.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#starts[middle] <= byte) low = middle
      else high = middle - 1
    }
    return low
  }
}
