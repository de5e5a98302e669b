import { assert } from '../../base/assert.js'

/** A file of a torrent. */
export interface StoredFile {
  /** Folders and name, each a safe name of its own; none: padding (BEP 47), zeros on no disk. */
  readonly path: readonly string[]
  readonly lengthBytes: number
}

/** The part of a range of a torrent that lies in one file. */
export interface FileSpan {
  /** The file's number. */
  readonly file: number
  /** Where in the file it begins, in bytes. */
  readonly at: number
  /** Where in the range it begins, in bytes. */
  readonly from: number
  readonly lengthBytes: number
}

/** Where the bytes of a torrent lie: its files follow each other without a gap (BEP 3). */
export class FileSpans {
  readonly sizeBytes: number
  /** Where each file begins in the torrent; behind them the torrent's end. */
  readonly #starts: Float64Array
  /** Files whose bytes lie in the side file. */
  readonly #inPartFile: readonly boolean[]

  /** Bytes of files that are `aside` lie in one file more, at their place in the torrent. */
  constructor(files: readonly StoredFile[], aside: readonly boolean[]) {
    this.#starts = new Float64Array(files.length + 1)
    for (const [i, { lengthBytes }] of files.entries()) {
      this.#starts[i + 1] = this.#starts[i] + lengthBytes
    }
    this.sizeBytes = this.#starts[files.length]
    this.#inPartFile = aside
  }

  /** The number of the side file. */
  get partFile(): number {
    return this.#inPartFile.length
  }

  /** Whether some file's bytes lie in the side file. */
  get usesPartFile(): boolean {
    return this.#inPartFile.includes(true)
  }

  /** The parts of a range of the torrent, in order; none is empty. */
  of(begin: number, lengthBytes: number): FileSpan[] {
    const end = begin + lengthBytes
    assert(begin >= 0 && end <= this.sizeBytes, `bytes ${begin} to ${end} of ${this.sizeBytes}`)
    const starts = this.#starts
    const spans: FileSpan[] = []
    for (let file = this.#fileAt(begin), at = begin; at < end; file++) {
      const length = Math.min(starts[file + 1], end) - at
      if (length === 0) continue
      const aside = this.#inPartFile[file]
      const place = aside ? { file: this.partFile, at } : { file, at: at - starts[file] }
      spans.push({ ...place, from: at - begin, lengthBytes: length })
      at += length
    }
    return spans
  }

  /** The last file that begins at or before a byte of the torrent. */
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
