import { closeSync, createReadStream, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip, gzipSync } from 'node:zlib'

/** The name of the trace in a run's folder; `readTrace` also reads it unpacked. */
export const TRACE_NAME = 'trace.csv.gz'
const UNPACKED_NAME = 'trace.csv'

/** The columns of a trace, in order. */
export const TRACE_COLUMNS = ['index', 'time', 'peer', 'verb', 'to', 'a', 'b'] as const
const PART_CHARACTERS = 1 << 20
/** The lines of a trace are so alike that more effort saves little. */
const LEVEL = 3

/** A message as a line of the trace. Times are in full, so equal lines mean equal messages. */
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
 * Writes every message of a run as one line, gzipped. The engine cannot wait for a stream, so each
 * part is packed and written synchronously; a gzip file may have many members.
 */
export class TraceFile {
  readonly #file: number
  #part = `${TRACE_COLUMNS.join(',')}\n`

  constructor(folder: string) {
    this.#file = openSync(join(folder, TRACE_NAME), 'wx')
  }

  /** Records one message; fits `onMessage` of an experiment. */
  readonly write = (...message: Parameters<typeof traceLine>) => {
    this.#part += `${traceLine(...message)}\n`
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

/** Returns the path of the trace in a run's folder, if there is one. */
export function findTrace(folder: string): string | undefined {
  return [TRACE_NAME, UNPACKED_NAME].map((name) => join(folder, name)).find(existsSync)
}

/** Yields the lines of a trace without its header. */
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
