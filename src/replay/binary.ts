import { RECORDING_VERSION, type Recording, type RecordingHeader } from './recording.js'
import { faultOf, isCount, isHeader } from './recording-check.js'

/** A file is no recording, or one of another version. */
export class RecordingError extends Error {}

/** The first bytes of a file: "SWRM" and the version. */
const MAGIC = [0x53, 0x57, 0x52, 0x4d, RECORDING_VERSION]
const HEADER_LENGTH_AT = 8
const HEADER_AT = 12

/** Columns begin at a multiple of this many bytes, as typed arrays need. */
const ALIGNMENT = 8

const TYPES = { Uint8Array, Uint16Array, Int32Array, Float64Array }
type TypeName = keyof typeof TYPES

/** Each table's columns in the order of the file, and their types. */
export const TABLES = {
  hosts: {
    group: 'Uint8Array',
    firstRow: 'Int32Array',
    upBytesPerSecond: 'Float64Array',
    downBytesPerSecond: 'Float64Array',
    reachable: 'Uint8Array',
  },
  events: {
    time: 'Float64Array',
    kind: 'Uint8Array',
    host: 'Uint16Array',
    other: 'Uint16Array',
    row: 'Int32Array',
    value: 'Int32Array',
    detail: 'Int32Array',
  },
  blocks: {
    from: 'Uint16Array',
    to: 'Uint16Array',
    start: 'Float64Array',
    end: 'Float64Array',
    piece: 'Int32Array',
    index: 'Uint16Array',
    outcome: 'Uint8Array',
  },
} as const satisfies {
  [T in Exclude<keyof Recording, 'header'>]: Record<keyof Recording[T], string>
}

type TableName = keyof typeof TABLES
const TABLE_NAMES = Object.keys(TABLES) as TableName[]

interface FileHeader {
  readonly header: RecordingHeader
  /** Rows of each table. */
  readonly rows: Readonly<Record<TableName, number>>
}

/**
 * Returns a recording as the bytes of a file: "SWRM", the version, the header as JSON in ASCII, and
 * the columns of each table one after the other, little-endian.
 */
export function encodeRecording(recording: Recording): Uint8Array {
  const parts = [...recordingParts(recording)]
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const part of parts) {
    bytes.set(part, end)
    end += part.length
  }
  return bytes
}

/** Returns the same bytes in parts, without a copy of the columns. */
export function* recordingParts(recording: Recording): Generator<Uint8Array> {
  const rows = Object.fromEntries(
    TABLE_NAMES.map((table) => [table, Object.values(recording[table])[0].length]),
  ) as FileHeader['rows']
  const json = asciiJson({ header: recording.header, rows } satisfies FileHeader)
  const head = new Uint8Array(HEADER_AT + json.length)
  head.set(MAGIC)
  new DataView(head.buffer).setUint32(HEADER_LENGTH_AT, json.length, true)
  for (let i = 0; i < json.length; i++) head[HEADER_AT + i] = json.charCodeAt(i)
  yield head
  let end = head.length
  for (const { table, column, at } of columnsFrom(head.length, rows).all) {
    const values = (recording[table] as unknown as Record<string, Uint8Array>)[column]
    yield new Uint8Array(at - end)
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    end = at + values.byteLength
  }
}

/**
 * Reads the bytes of a file again.
 * @throws RecordingError if they are no recording, one of another version, cut off or damaged
 */
export function decodeRecording(bytes: Uint8Array): Recording {
  const { header, rows, end: headerEnd } = readHeader(bytes)
  const columns = columnsFrom(headerEnd, rows)
  if (columns.end !== bytes.length) {
    throw new RecordingError(`expected a recording of ${columns.end} bytes, found ${bytes.length}`)
  }
  // A copy, as typed arrays need an aligned buffer.
  const { buffer } = bytes.slice()
  const tables: Record<string, Record<string, unknown>> = { hosts: {}, events: {}, blocks: {} }
  for (const { table, column, type, at } of columns.all) {
    tables[table][column] = new TYPES[type](buffer as ArrayBuffer, at, rows[table])
  }
  const recording = { header, ...tables } as unknown as Recording
  const fault = faultOf(recording)
  if (fault !== null) throw new RecordingError(`a damaged recording: ${fault}`)
  return recording
}

function readHeader(bytes: Uint8Array): FileHeader & { readonly end: number } {
  const isOurs = bytes.length > HEADER_AT && MAGIC.slice(0, 4).every((byte, i) => bytes[i] === byte)
  if (!isOurs) throw new RecordingError('not a recording: it does not begin with "SWRM"')
  if (bytes[4] !== RECORDING_VERSION) {
    const ours = `this program reads version ${RECORDING_VERSION}`
    throw new RecordingError(`a recording of version ${bytes[4]}; ${ours}: record the run again`)
  }
  const end =
    HEADER_AT + new DataView(bytes.buffer, bytes.byteOffset).getUint32(HEADER_LENGTH_AT, true)
  let json = ''
  for (let i = HEADER_AT; i < Math.min(end, bytes.length); i++)
    json += String.fromCharCode(bytes[i])
  const read = parsed(json)
  if (read === null) throw new RecordingError('a recording whose header cannot be read')
  return { ...read, end }
}

function parsed(json: string): FileHeader | null {
  try {
    const { header, rows } = JSON.parse(json) as Partial<FileHeader>
    const isCounted = TABLE_NAMES.every((table) => isCount(rows?.[table]))
    return isCounted && isHeader(header) ? { header, rows: rows as FileHeader['rows'] } : null
  } catch {
    return null
  }
}

/** Returns where each column lies if they begin at or after a position, and where the last ends. */
function columnsFrom(position: number, rows: FileHeader['rows']) {
  let end = position
  const all = TABLE_NAMES.flatMap((table) =>
    Object.entries(TABLES[table]).map(([column, name]) => {
      const type = name as TypeName
      const at = Math.ceil(end / ALIGNMENT) * ALIGNMENT
      end = at + rows[table] * TYPES[type].BYTES_PER_ELEMENT
      return { table, column, type, at }
    }),
  )
  return { all, end }
}

/** JSON without a character beyond ASCII. */
function asciiJson(value: object): string {
  const escaped = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value).replace(/[^ -~]/g, escaped)
}
