import { closeSync, createReadStream, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip, gzipSync } from 'node:zlib'

/** The name of the trace in a result's folder; unpacked by hand, it is read as well. */
export const TRACE_NAME = 'trace.csv.gz'
const UNPACKED_NAME = 'trace.csv'

const HEADER = 'index,time,peer,verb,to,a,b'
const PART_CHARACTERS = 1 << 20
/** The words of a trace are so alike that more effort saves little. */
const LEVEL = 3

/** A word as a line of the trace: times in full, so that two lines are equal if the words are. */
export function traceLine(
  index: number,
  time: number,
  host: number,
  verb: string,
  to: number,
  a: number,
  b: number,
): string {
  return `${index},${time},${host},${verb},${to},${a},${b}`
}

/**
 * Writes down every word of a run: a line a word, gzipped. The engine cannot wait for a stream,
 * so each part is packed and written before the next word is heard; a gzip file may have many
 * members, and readers take them as one.
 */
export class TraceFile {
  readonly #file: number
  #part = `${HEADER}\n`

  constructor(folder: string) {
    this.#file = openSync(join(folder, TRACE_NAME), 'wx')
  }

  /** Takes down one word; fits `onWord` of an experiment. */
  readonly write = (...word: Parameters<typeof traceLine>) => {
    this.#part += `${traceLine(...word)}\n`
    if (this.#part.length >= PART_CHARACTERS) this.#flush()
  }

  close() {
    try {
      if (this.#part !== '') this.#flush()
    } finally {
      closeSync(this.#file)
    }
  }

  #flush() {
    const packed = gzipSync(this.#part, { level: LEVEL })
    for (let at = 0; at < packed.length; ) at += writeSync(this.#file, packed, at)
    this.#part = ''
  }
}

/** The trace in a result's folder, if one was kept. */
export function findTrace(folder: string): string | undefined {
  return [TRACE_NAME, UNPACKED_NAME].map((name) => join(folder, name)).find(existsSync)
}

/** The lines of a kept trace, without the header. */
export async function* readTrace(file: string): AsyncGenerator<string> {
  const raw = createReadStream(file)
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  raw.on('error', (error) => input.destroy(error))
  let header = true
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!header) yield line
    header = false
  }
}
