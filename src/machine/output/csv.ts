import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import type { Measurements, PeerColumns, SeriesColumns } from '../../lab/run/measurements.js'
import type { Row, Table } from '../../lab/run/table.js'
import * as bounds from '../../lab/summary/bounds.js'
import type { SwarmSettings } from '../../sim/settings.js'

/** A saved table that does not hold what it should; the message says where and what. */
export class TableError extends Error {
  override readonly name = 'TableError'
}

/** Columns of peers.csv that are kept as they were measured, in order. */
const peerFields = [
  'arrivalSeconds',
  'firstPieceSeconds',
  'completionSeconds',
  'departureSeconds',
  'startShare',
  'upBytesPerSecond',
  'downBytesPerSecond',
  'uploadedBytes',
  'downloadedBytes',
  'fromSeedsBytes',
  'fromFinishedBytes',
  'duplicateBytes',
  'corruptBytes',
  'controlBytes',
  'chokedSeconds',
  'leechingSeconds',
  'startUpSeconds',
  'latePieces',
] as const satisfies readonly (keyof PeerColumns)[]

/** Of those, the ones that results of earlier versions lack. */
const newFields: readonly string[] = ['startUpSeconds', 'latePieces']

/** All columns of peers.csv: the measured ones and what follows from them. */
const peerHeads = [
  'peer',
  'group',
  ...peerFields.slice(0, 3),
  'durationSeconds',
  ...peerFields.slice(3, 11),
  'fromLeechersBytes',
  ...peerFields.slice(11),
  'boundSeconds',
]

const seriesFields = [
  'timeSeconds',
  'leechers',
  'seeds',
  'completed',
  'progress10',
  'progress25',
  'progress50',
  'progress75',
  'progress90',
  'rateBytesPerSecond',
  'leecherUtilisation',
  'seedUtilisation',
  'minCopies',
  'meanCopies',
] as const satisfies readonly (keyof SeriesColumns)[]

const pairHeads = ['from', 'to', 'bytes', 'unchokedSeconds']

/**
 * A row a peer. `boundSeconds` is the earliest instant at which this peer could be complete if the
 * whole swarm served it alone. What never happened is an empty cell.
 */
export function peersCsv(settings: SwarmSettings, measurements: Measurements): string {
  const { peers, groupNames } = measurements
  const fluid = bounds.fluidOf(settings, measurements)
  const earliest = bounds.earliestOf(fluid)
  const rows: Row[] = []
  for (let i = 0; i < peers.count; i++) {
    const received = peers.downloadedBytes[i]
    const host = bounds.hostOf(settings, peers, i)
    rows.push({
      peer: i,
      group: groupNames[peers.group[i]],
      ...Object.fromEntries(peerFields.map((field) => [field, peers[field][i]])),
      durationSeconds: peers.completionSeconds[i] - peers.arrivalSeconds[i],
      fromLeechersBytes: received - peers.fromSeedsBytes[i] - peers.fromFinishedBytes[i],
      boundSeconds: host.lackedBytes > 0 ? earliest(host) : host.arrivalSeconds,
    })
  }
  return written(peerHeads, rows)
}

/** A row a sample. */
export function seriesCsv({ series }: Measurements): string {
  const rows = Array.from({ length: series.count }, (_, i) =>
    Object.fromEntries(seriesFields.map((field) => [field, series[field][i]])),
  )
  return written(seriesFields, rows)
}

/** A row a pair of groups: payload bytes sent and peer-seconds unchoked, from one to the other. */
export function pairsCsv(measurements: Measurements): string {
  const { groupNames, bytesByPair, unchokedSecondsByPair } = measurements
  const rows = groupNames.flatMap((from, g) =>
    groupNames.map((to, h) => {
      const at = g * groupNames.length + h
      return { from, to, bytes: bytesByPair[at], unchokedSeconds: unchokedSecondsByPair[at] }
    }),
  )
  return written(pairHeads, rows)
}

/**
 * The peers of a saved table.
 * @throws TableError if it lacks a column, or a cell is no number or no known group
 */
export function readPeers(text: string, groupNames: readonly string[]): PeerColumns {
  const lasting = peerFields.filter((field) => !newFields.includes(field))
  const rows = read(text, ['peer', 'group', ...lasting])
  const group = Uint8Array.from(rows, ({ group: name }, i) => groupAt(groupNames, name, i))
  return { count: rows.length, group, ...columns(rows, peerFields) }
}

/**
 * The series of a saved table.
 * @throws TableError if it lacks a column, or a cell is no number
 */
export function readSeries(text: string): SeriesColumns {
  const rows = read(text, seriesFields)
  return { count: rows.length, ...columns(rows, seriesFields) }
}

/**
 * The two matrices of a saved table, row-major.
 * @throws TableError if it lacks a column or a pair, or a cell is no number or no known group
 */
export function readPairs(
  text: string,
  groupNames: readonly string[],
): Pick<Measurements, 'bytesByPair' | 'unchokedSecondsByPair'> {
  const rows = read(text, pairHeads)
  const size = groupNames.length ** 2
  if (rows.length !== size) throw new TableError(`${rows.length} rows, expected ${size}`)
  const bytesByPair = new Float64Array(size)
  const unchokedSecondsByPair = new Float64Array(size)
  rows.forEach(({ from, to, bytes, unchokedSeconds }, i) => {
    const at = groupAt(groupNames, from, i) * groupNames.length + groupAt(groupNames, to, i)
    bytesByPair[at] = numberIn(bytes, 'bytes', i)
    unchokedSecondsByPair[at] = numberIn(unchokedSeconds, 'unchokedSeconds', i)
  })
  return { bytesByPair, unchokedSecondsByPair }
}

/** A table as CSV with a line of heads; a cell that is NaN, or missing, is empty. */
export function written(heads: readonly string[], rows: readonly Row[]): string {
  return stringify([...rows], {
    header: true,
    columns: [...heads],
    // JavaScript's own text of a number is the shortest that reads back as the same number.
    cast: { number: (value) => (Number.isNaN(value) ? '' : String(value)), boolean: String },
  })
}

/** A typed table as CSV. */
export function csvOf({ columns, rows }: Table): string {
  return written(
    columns.map(({ name }) => name),
    rows,
  )
}

function read(text: string, heads: readonly string[]): Record<string, string>[] {
  // A torn last cell may still be a number, and nothing else would tell.
  if (!text.endsWith('\n')) throw new TableError('ends in the middle of a row')
  let rows: Record<string, string>[]
  let found: string[] = []
  try {
    rows = parse(text, {
      columns: (names: string[]) => {
        found = names
        return names
      },
    })
  } catch (error) {
    throw new TableError((error as Error).message)
  }
  const lacking = heads.filter((head) => !found.includes(head))
  if (lacking.length > 0) throw new TableError(`no column "${lacking.join('", "')}"`)
  return rows
}

function columns<Field extends string>(
  rows: readonly Record<string, string>[],
  fields: readonly Field[],
): Record<Field, Float64Array> {
  const read = fields.map((field) => [
    field,
    Float64Array.from(rows, (row, i) => numberIn(row[field] ?? '', field, i)),
  ])
  return Object.fromEntries(read) as Record<Field, Float64Array>
}

function numberIn(cell: string, head: string, row: number): number {
  if (cell === '') return Number.NaN
  const value = Number(cell)
  if (!Number.isNaN(value)) return value
  throw new TableError(`row ${row + 1}, ${head}: expected a number, found "${cell}"`)
}

function groupAt(groupNames: readonly string[], name: string, row: number): number {
  const at = groupNames.indexOf(name)
  if (at >= 0) return at
  throw new TableError(`row ${row + 1}: no group "${name}" (there is ${groupNames.join(', ')})`)
}
